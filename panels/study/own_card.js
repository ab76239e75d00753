// A card of one's own: sentences that are marked in the transcript become what a question and its answer rest on.

const SHORT = 80;   // letters of a part of a sentence that may well be the answer

class CardMaker {
  constructor(transcript) {
    this.transcript = transcript;
    this.outbox = new Outbox('own-cards', (state) => state !== 'saved' && this.tell(this.say[state]));
    document.addEventListener('selectionchange', () => this.look(), { signal: transcript.leaving.signal });
  }

  get say() { return this.transcript.say; }

  get can() { return Boolean(this.transcript.data.cards); }

  // Its part of the tool bar: there while sentences are marked

  tools() {
    if (!this.can) return [];
    this.said = element('span', 'lt-made');
    this.said.setAttribute('role', 'status');
    this.make = button('lt-button lt-make', this.say.makeCard, () => this.open());
    this.make.addEventListener('mousedown', (event) => event.preventDefault());   // the mark stays
    this.make.hidden = true;
    return [this.said, this.make];
  }

  tell(sentence = '') {
    if (this.said) this.said.textContent = sentence;
  }

  look() {
    if (!this.make) return;
    this.marked = this.sentences();
    this.make.hidden = !this.marked;
  }

  sentences() {
    const selection = getSelection(), text = this.transcript.part('text');
    if (selection.isCollapsed || !selection.rangeCount || !selection.toString().trim()) return null;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return null;
    const spans = this.transcript.spans.filter((span) => touches(range, span));
    if (!spans.length) return null;
    const [first, last] = [spans[0], spans.at(-1)].map((span) => Number(span.dataset.i));
    return { first, last, words: selection.toString().trim() };
  }

  // By the keyboard alone, which marks nothing: of one sentence.
  openAt(i) {
    if (this.form?.isConnected) this.form.querySelector('textarea').focus();
    else if (this.can) this.open(this.marked ?? { first: i, last: i, words: '' });
  }

  // The form, below the paragraph

  open({ first, last, words } = this.marked) {
    this.close();
    this.from = document.activeElement;
    const { transcript, say } = this;
    const segments = transcript.segments.slice(first, last + 1);
    const evidence = segments.map(({ text }) => text).join(' '), { start } = segments[0], { end } = segments.at(-1);
    const part = first === last && words.length <= SHORT && words.length < evidence.length;
    const question = this.field(say.question), answer = this.field(say.answer, part ? words : '');
    const place = placeLink('lt-time', start, end, `▶ ${clock(start)}`);
    const save = () => {
      const empty = [question, answer].find((field) => !field.area.value.trim());
      if (empty) return empty.area.focus();
      this.close();
      this.send({ do: 'add', question: question.area.value, answer: answer.area.value, evidence, start, end });
    };
    this.form = transcript.inOurs(element('form', 'lt-own', question, answer, transcript.inItsTongue(element('p', 'lt-rests', place, ' ', fill(say.quoted, { text: evidence }))),
      element('span', 'lt-acts', button('lt-act', say.saveCard, save), button('lt-small', say.cancel, () => this.close()))));
    this.form.setAttribute('aria-label', say.makeCard);
    this.form.addEventListener('keydown', (event) => this.key(event, save));
    transcript.spans[last].closest('.lt-p').after(this.form);
    this.tell();
    question.area.focus();
    this.form.scrollIntoView({ block: 'nearest' });
  }

  field(label, text = '') {
    const area = this.transcript.inItsTongue(element('textarea', 'lt-area'));
    Object.assign(area, { value: text, rows: 2 });
    return Object.assign(element('label', 'lt-label', label, area), { area });
  }

  key(event, save) {
    if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  close() {
    if (this.form?.contains(document.activeElement)) this.from.focus({ preventScroll: true });
    this.form?.remove();
    this.form = null;
  }

  async send(body) {
    try {
      await this.outbox.put(this.transcript.data.cards, { ...body, utc_offset: -new Date().getTimezoneOffset() });
      this.tell(this.say.cardMade);
    } catch ({ message }) {
      this.tell(message);
    }
  }
}

// Whether some of the element's letters are within the range, not only its edge.
function touches(range, span) {
  const letters = document.createRange();
  letters.selectNodeContents(span);
  return range.compareBoundaryPoints(Range.START_TO_END, letters) > 0 && range.compareBoundaryPoints(Range.END_TO_START, letters) < 0;
}
