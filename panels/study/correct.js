// Put it right: a sentence is written anew where it stands, what may have been misheard is checked, and a misheard name
// is replaced everywhere. Each edit is sent as it is made; the answer holds the segments that have other words then.

const SAVE_AFTER = 800;    // milliseconds without a key
const LISTED = 12;         // places to check that are shown at once

class Corrector {
  constructor(transcript) {
    this.transcript = transcript;
    this.on = false;
    this.listed = LISTED;
    this.outbox = new Outbox('text', (state) => this.tell(state));
  }

  get can() { return Boolean(this.transcript.data.write); }

  get say() { return this.transcript.say; }

  // Its part of the tool bar

  tools() {
    if (!this.can) return [];
    this.switch = button('lt-button', this.say.correct, () => this.setOn(!this.on));
    this.back = button('lt-button', this.say.undo, () => this.step('undo'), '↶');
    this.again = button('lt-button', this.say.redo, () => this.step('redo'), '↷');
    this.saved = element('span', 'lt-saved');
    this.saved.setAttribute('role', 'status');
    this.checks = this.replacer = null;   // they speak too
    this.transcript.part('side').replaceChildren();
    return [this.saved, this.back, this.again, this.switch];
  }

  show() {
    if (!this.can) return;
    const { undo, redo } = this.transcript.data;
    this.enable(undo, redo);
    this.setOn(this.on);
  }

  enable(undo, redo) {
    this.back.disabled = !undo;
    this.again.disabled = !redo;
  }

  setOn(on) {
    this.on = on;
    if (!on) this.close();
    this.switch.setAttribute('aria-pressed', on);
    this.back.hidden = this.again.hidden = !on;
    this.transcript.root.querySelector('.lt').classList.toggle('correcting', on);
    for (const span of this.transcript.spans) on ? span.setAttribute('tabindex', '0') : span.removeAttribute('tabindex');
    this.drawSide();
  }

  tell(state) {
    if (this.saved) this.saved.textContent = this.say[state] ?? '';
  }

  // One edit after another

  // What is being written is an edit too: the last.
  step(what) {
    this.close();
    this.send({ do: what });
  }

  // Not where one writes: there the browser undoes what was written.
  command(event) {
    const key = event.key.toLowerCase(), again = key === 'y' || event.shiftKey;
    if (!this.on || event.altKey || (key !== 'z' && key !== 'y')) return;
    (again ? this.again : this.back).click();
    event.preventDefault();
  }

  async send(body) {
    try {
      const said = await this.outbox.put(this.transcript.data.write, body);
      for (const [i, raw] of said.segments) this.transcript.renew(i, raw);
      document.dispatchEvent(new CustomEvent('lecture:edited'));
      this.enable(said.undo, said.redo);
      this.drawSide();
      return said;
    } catch ({ message }) {
      this.saved.textContent = message;
      return null;
    }
  }

  ask(body) { return this.outbox.ask(this.transcript.data.write, body); }

  // A sentence

  open(i, select) {
    if (this.sentence?.i === i) return;
    this.close();
    const { transcript, say } = this, segment = transcript.segments[i], span = transcript.spans[i];
    const field = transcript.inItsTongue(element('textarea', 'lt-area'));
    field.value = segment.text;
    field.setAttribute('aria-label', fill(say.sentence, { time: clock(segment.start) }));
    const play = placeLink('lt-hear', segment.start, segment.end, `▶ ${clock(segment.start)}`);
    const box = transcript.inOurs(element('span', 'lt-editor', field, play,
      button('lt-button', say.done, () => this.close()), button('lt-button', say.cancel, () => this.giveUp()),
      element('span', 'lt-hint', say.hint)));
    this.sentence = { i, field, box, span, before: segment.text, sent: segment.text, id: '' };
    span.hidden = true;
    span.after(box);
    field.addEventListener('input', () => this.typed());
    field.addEventListener('keydown', (event) => this.key(event));
    this.fit(field);
    field.focus();
    if (select) field.setSelectionRange(...select);
  }

  fit(field) {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  typed() {
    this.fit(this.sentence.field);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SAVE_AFTER);
  }

  // One request at a time: the next goes on from the edit that the one before has made.
  async save(sentence = this.sentence) {
    clearTimeout(this.timer);
    if (!sentence || sentence.saving || sentence.field.value === sentence.sent) return;
    sentence.saving = true;
    sentence.sent = sentence.field.value;
    const said = await this.send({ do: 'write', segment: sentence.i, text: sentence.sent, id: sentence.id });
    sentence.saving = false;
    if (said) sentence.id = said.id;
    if (sentence.givenUp) return sentence.id && this.send({ do: 'take_back', id: sentence.id });
    if (sentence.field.value !== sentence.sent) return this.save(sentence);
    if (said?.elsewhere) this.offer(said.elsewhere);
  }

  key(event) {
    const { i } = this.sentence, last = this.transcript.segments.length - 1;
    if (event.key === 'Tab') {
      const next = i + (event.shiftKey ? -1 : 1);
      if (next < 0 || next > last) return;
      this.open(next);
    } else if (event.key === 'Enter') {   // a sentence is one line
      if (event.ctrlKey || event.metaKey) this.close(true);
    } else if (event.key === 'Escape') this.giveUp();
    else if (event.key === ' ' && event.ctrlKey) this.sentence.box.querySelector('.lt-hear').click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  close(focus = false) {
    if (!this.sentence) return;
    const { sentence } = this, { span } = sentence;
    this.save(sentence);
    this.sentence = null;
    span.textContent = sentence.field.value;   // until the server has answered
    sentence.box.remove();
    span.hidden = false;
    if (focus) span.focus();
  }

  giveUp() {
    const { sentence } = this, { span } = sentence;
    clearTimeout(this.timer);
    sentence.givenUp = true;
    this.sentence = null;
    sentence.box.remove();
    span.textContent = sentence.before;
    span.hidden = false;
    span.focus();
    if (sentence.id && !sentence.saving) this.send({ do: 'take_back', id: sentence.id });
  }

  // Beside the text, or folded above it where that is narrow: what to check, and a name to be replaced everywhere

  drawSide() {
    const side = this.transcript.part('side');
    if (!this.on) return side.replaceChildren();
    if (!side.firstChild) this.beginSide(side);
    this.drawChecks();
    this.replacer.showOffers(this.transcript.data.offers);
  }

  beginSide(side) {
    this.replacer ??= new Replacer(this);
    this.checks ??= fold();
    this.checks.open = this.replacer.fold.open = getComputedStyle(this.transcript.part('columns')).display === 'grid';
    side.replaceChildren(this.replacer.offers, this.checks, this.replacer.fold);
  }

  drawChecks() {
    const { inside } = this.checks, places = this.places(), left = places.length - this.listed;
    const before = [...inside.querySelectorAll('li')].findIndex((one) => one.contains(document.activeElement));
    const list = element('ol', 'lt-list', ...places.slice(0, this.listed).map((place) => this.drawPlace(place)));
    const more = button('lt-button', fill(this.say.more, { n: left }), () => {
      this.listed += LISTED;
      this.drawChecks();
    });
    this.checks.hidden = !places.length;
    this.checks.heading.textContent = fill(this.say.check, { n: places.length });
    inside.replaceChildren(list, ...(left > 0 ? [more] : []));
    if (before >= 0) [...list.children].slice(0, before + 1).at(-1)?.querySelector('button').focus();
  }

  places() {
    return this.transcript.segments.flatMap((segment, i) => {
      const { doubts, text } = segment;
      const runs = doubts === 1 ? [[0, text.length, '']] : doubts || [];
      return runs.map(([begin, until, perhaps]) => ({ i, segment, begin, until, perhaps, whole: doubts === 1 }));
    });
  }

  drawPlace({ i, segment, begin, until, perhaps, whole }) {
    const { say } = this, { text } = segment;
    const said = whole ? [] : segment.words.filter((word) => word.begin < until && word.until > begin);
    const start = said[0]?.start ?? segment.start, end = this.endOf(segment, said.at(-1));
    const link = placeLink('lt-time', Math.max(0, start - HEARD_AROUND), end + HEARD_AROUND, `▶ ${clock(start)}`);
    const mark = element('mark', 'lt-mark', text.slice(begin, until));
    const shown = this.transcript.inItsTongue(element('span', '', ...around(text.slice(0, begin), mark, text.slice(until))));
    const acts = [
      button('lt-small', say.right, () => this.send({ do: 'right', start, end, text: text.slice(begin, until) })),
      button('lt-small', say.mend, () => { this.open(i, [begin, until]); }),
    ];
    if (perhaps) acts.unshift(button('lt-small', fill(say.quoted, { text: perhaps }), () =>
      this.send({ do: 'write', segment: i, text: text.slice(0, begin) + perhaps + text.slice(until), id: '' })));
    return element('li', '', link, ' ', shown, element('span', 'lt-acts', ...acts));
  }

  endOf(segment, word) {
    const next = word && segment.words[segment.words.indexOf(word) + 1];
    return next?.start ?? segment.end;
  }

  offer({ heard, meant, places }) {
    this.replacer?.offer({ heard, meant, places });
  }

  leave() {
    this.save();
  }
}
