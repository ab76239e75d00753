// Put it right: a sentence is written anew where it stands, what may have been misheard is checked, and a misheard name
// is replaced everywhere. Each edit is sent as it is made; the answer holds the segments that have other words then.

const SAVE_AFTER = 800;    // milliseconds without a key
const LISTED = 12;         // places to check, and places of a name, that are shown at once
const AROUND = 32;         // letters shown on each side of a place
const HEARD_AROUND = 0.6;  // seconds played on each side of a place

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
    this.back = button('lt-button', this.say.undo, () => this.send({ do: 'undo' }), '↶');
    this.again = button('lt-button', this.say.redo, () => this.send({ do: 'redo' }), '↷');
    this.saved = element('span', 'lt-saved');
    this.saved.setAttribute('role', 'status');
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

  async send(body) {
    try {
      const said = await this.outbox.put(this.transcript.data.write, body);
      for (const [i, raw] of said.segments) this.transcript.renew(i, raw);
      this.enable(said.undo, said.redo);
      this.drawSide();
      return said;
    } catch ({ message }) {
      this.saved.textContent = message;
      return null;
    }
  }

  // A sentence

  open(i, select) {
    if (this.sentence?.i === i) return;
    this.close();
    const { transcript, say } = this, segment = transcript.segments[i], span = transcript.spans[i];
    const field = element('textarea', 'lt-area');
    field.value = segment.text;
    field.setAttribute('aria-label', fill(say.sentence, { time: clock(segment.start) }));
    const play = placeLink('lt-hear', segment.start, segment.end, `▶ ${clock(segment.start)}`);
    const box = element('span', 'lt-editor', field, play,
      button('lt-button', say.done, () => this.close()), button('lt-button', say.cancel, () => this.giveUp()),
      element('span', 'lt-hint', say.hint));
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
    const { i, field } = this.sentence, last = this.transcript.segments.length - 1;
    if (event.key === 'Tab') {
      const next = i + (event.shiftKey ? -1 : 1);
      if (next < 0 || next > last) return;
      this.open(next);
    } else if (event.key === 'Enter') {   // a sentence is one line
      if (event.ctrlKey || event.metaKey) this.close(true);
    } else if (event.key === 'Escape') this.giveUp();
    else if (event.key === ' ' && event.ctrlKey) this.sentence.box.querySelector('.lt-hear').click();
    else if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && field.value === this.sentence.before) {
      this.send({ do: event.shiftKey ? 'redo' : 'undo' });
    } else return;
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

  // Beside the text: what to check, and a name to be replaced everywhere

  drawSide() {
    const side = this.transcript.part('side');
    if (!this.on) return side.replaceChildren();
    this.replacer ??= new Replacer(this);
    const places = this.places(), list = element('ol', 'lt-list', ...places.slice(0, this.listed).map((place) => this.drawPlace(place)));
    const more = button('lt-button', fill(this.say.more, { all: places.length - this.listed }), () => {
      this.listed += LISTED;
      this.drawSide();
    });
    side.replaceChildren(
      element('h2', 'lt-title', fill(this.say.check, { all: places.length })),
      places.length ? list : element('p', '', this.say.allChecked),
      ...(places.length > this.listed ? [more] : []),
      this.replacer.drawn);
    this.replacer.showOffers(this.transcript.data.offers);
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
    const acts = [
      button('lt-small', say.right, () => this.send({ do: 'right', start, end, text: text.slice(begin, until) })),
      button('lt-small', say.mend, () => { this.open(i, [begin, until]); }),
    ];
    if (perhaps) acts.unshift(button('lt-small', fill(say.perhaps, { word: perhaps }), () =>
      this.send({ do: 'write', segment: i, text: text.slice(0, begin) + perhaps + text.slice(until), id: '' })));
    return element('li', '', link, ' ', tailOf(text.slice(0, begin)), mark, headOf(text.slice(until)), element('span', 'lt-acts', ...acts));
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

// A name that was misheard: where it stands, and what is put there. What was replaced is remembered for the course.
class Replacer {
  constructor(corrector) {
    this.corrector = corrector;
    const { say } = corrector;
    this.offers = element('div', 'lt-offers');
    this.heard = this.field(say.heard);
    this.meant = this.field(say.meant);
    this.preview = element('ol', 'lt-list');
    this.act = button('lt-button lt-act', say.replace, () => this.replace());
    this.act.hidden = true;
    this.drawn = element('section', 'lt-replace', element('h2', 'lt-title', say.everywhere), this.offers,
      element('label', 'lt-label', say.heard, this.heard), element('label', 'lt-label', say.meant, this.meant),
      this.preview, this.act);
  }

  field() {
    const made = element('input', 'lt-field');
    made.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), SAVE_AFTER / 2);
    });
    made.addEventListener('keydown', (event) => event.key === 'Enter' && this.look());
    return made;
  }

  showOffers(offers = []) {
    if (this.shown === offers) return;
    this.shown = offers;
    this.offers.replaceChildren();
    offers.forEach((one) => this.offer(one));
  }

  offer({ heard, meant, places }) {
    const { say } = this.corrector;
    const line = element('p', 'lt-offer', fill(say.offer, { heard, meant, places }), ' ', button('lt-small', say.look, () => {
      [this.heard.value, this.meant.value] = [heard, meant];
      line.remove();
      this.look();
    }));
    this.offers.append(line);
  }

  async look() {
    const heard = this.heard.value.trim(), meant = this.meant.value.trim();
    if (!heard) return this.show([]);
    const said = await this.corrector.send({ do: 'hits', heard, meant });
    if (said && heard === this.heard.value.trim()) this.show(said.hits);
  }

  show(hits) {
    const { say } = this.corrector;
    this.boxes = hits.map(({ key }) => Object.assign(element('input'), { type: 'checkbox', checked: true, value: key }));
    this.preview.replaceChildren(...hits.map(({ start, end, before, text, after }, n) => {
      const link = placeLink('lt-time', Math.max(0, start - HEARD_AROUND), end + HEARD_AROUND, `▶ ${clock(start)}`);
      const shown = element('span', '', tailOf(before), element('mark', 'lt-mark', text), headOf(after));
      return element('li', '', element('label', 'lt-hit', this.boxes[n], shown), ' ', link);
    }));
    for (const box of this.boxes) box.addEventListener('change', () => this.count());
    if (!hits.length && this.heard.value.trim()) this.preview.append(element('li', '', say.noHits));
    this.count();
  }

  count() {
    const chosen = this.boxes.filter((box) => box.checked).length;
    this.act.hidden = !chosen || !this.meant.value.trim();
    this.act.textContent = fill(this.corrector.say.replace, { all: chosen });
  }

  async replace() {
    const without = this.boxes.filter((box) => !box.checked).map((box) => box.value);
    const said = await this.corrector.send({ do: 'everywhere', heard: this.heard.value.trim(), meant: this.meant.value.trim(), without });
    if (!said) return;
    this.heard.value = this.meant.value = '';
    this.show([]);
  }
}

function tailOf(text) {
  return text.length <= AROUND ? text : `…${text.slice(-AROUND)}`;
}

function headOf(text) {
  return text.length <= AROUND ? text : `${text.slice(0, AROUND)}…`;
}
