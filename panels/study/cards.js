// The cards: one at a time to study or to review, or all in a list; each decision and each grade by one key.
//
// `data.cards` holds what the server keeps: {lecture, title, sound, write, owned: {card, state, thumb, own, …}}. What the
// student does is shown at once and sent through the outbox, one request after another; the answer is how the lecture's
// cards stand then. `data.mode` is "study" (a lecture's deck, in its order), "review" (what is due) or "list".

const WRONG = 1;
const PRESSED = 'button, summary, label, a, [role=button], [role=checkbox], [role=switch], [role=radio], [role=option], [role=menuitem]';

export default function ({ parentElement, data, setTriggerValue }) {
  parentElement.cards ??= new Cards(parentElement);
  parentElement.cards.show(data, setTriggerValue);
  return () => parentElement.cards.leave();
}

class Cards {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`.lc-${name}`);
    this.leaving = new AbortController();
    this.outbox = new Outbox('cards', (state) => this.tellSaved(state));
    this.done = [];       // what can be taken back: 'decision' or 'grade', and of which lecture
    document.addEventListener('keydown', (event) => this.key(event), { signal: this.leaving.signal, capture: true });
  }

  // What is shown

  show(data, setTriggerValue) {
    const before = this.data, current = this.current?.owned.card.id;
    Object.assign(this, { data, say: data.say, tell: setTriggerValue, cards: data.cards, twins: data.twins ?? [] });
    if (!before || before.deck !== data.deck || before.mode !== data.mode) {
      this.asked = new Set();
      this.turnTo(this.left());
      const led = data.mode === 'review' || document.activeElement?.matches('[role=tab]');   // it has the keys else
      if (led) this.part('body').focus({ preventScroll: true });
    } else {
      const at = this.queue.findIndex(({ owned }) => owned.card.id === current);
      if (at >= 0) this.at = at;
      if (!this.editing) this.draw();
    }
  }

  get queue() { return this.cards.filter(({ owned }) => owned.state !== 'dropped'); }

  get current() { return this.data && this.data.mode !== 'list' ? this.queue[this.at] : undefined; }

  turnTo(at) {
    Object.assign(this, { at: Math.max(0, Math.min(at, this.queue.length - 1)), shown: false, chosen: null, editing: null });
    if (this.data.mode === 'study' && this.current) store(`card:${this.data.deck}`, this.current.owned.card.id);
    this.draw();
  }

  // Where the student was in this deck when they last left it.
  left() {
    const last = this.data.mode === 'study' ? stored(`card:${this.data.deck}`) : null;
    return this.queue.findIndex(({ owned }) => owned.card.id === last);
  }

  draw() {
    this.root.querySelector('.lc').dataset.mode = this.data.mode;
    this.drawTop();
    const body = this.part('body');
    if (this.data.mode === 'list') return body.replaceChildren(...this.drawList());
    if (!this.current) return body.replaceChildren(element('p', 'lc-empty', this.data.mode === 'review' ? this.say.reviewed : this.say.none));
    body.replaceChildren(this.drawCard(this.current), this.drawTools(this.current));
  }

  drawTop() {
    const all = this.queue.length, bar = this.part('progress');
    const review = this.data.mode === 'review', list = this.data.mode === 'list';
    bar.hidden = list || !all;
    bar.max = review ? all + this.asked.size : all;
    bar.value = review ? this.asked.size : this.at + 1;
    bar.setAttribute('aria-label', this.say.progress);
    this.part('where').textContent = list ? fill(this.say.all, { n: all }) : !all ? '' : review
      ? fill(this.say.left, { n: all }) : fill(this.say.at, { at: this.at + 1, all });
  }

  drawCard(asked) {
    const { card, state } = asked.owned, drawn = element('article', 'lc-card');
    if (this.data.mode === 'review') drawn.append(element('p', 'lc-from', asked.title));
    if (this.editing === card.id) return this.drawEditor(asked, drawn);
    drawn.append(element('h2', 'lc-question', card.question));
    if (this.shown) drawn.append(...this.drawAnswer(asked));
    else drawn.append(...this.drawChoices(card), button('lc-main', this.say.show, () => this.reveal(), this.say.show, key(this.say.space)));
    if (state === 'kept') drawn.append(element('span', 'lc-state', this.say.kept));
    return drawn;
  }

  drawChoices(card) {
    if (!card.wrong.length) return [];
    return [element('div', 'lc-choices', ...choices(card).map((choice, i) =>
      button('lc-choice', choice, () => this.reveal(choice), key(i + 1), element('span', '', choice))))];
  }

  drawAnswer(asked) {
    const { card } = asked.owned, right = this.chosen === card.answer;
    const verdict = this.chosen === null ? [] : [element('p', `lc-verdict ${right ? 'right' : 'wrong'}`,
      right ? this.say.right : fill(this.say.wrong, { answer: this.chosen }))];
    const grades = this.say.grades.map((name, i) =>
      button(`lc-grade g${i + 1}`, name, () => this.grade(i + 1), element('span', '', name), key(i + 1)));
    return [...verdict, element('p', 'lc-answer', card.answer), this.drawEvidence(asked), element('div', 'lc-grades', ...grades)];
  }

  drawEvidence({ owned: { card }, sound }) {
    const place = placeLink('lc-place', card.start, card.end, `▶ ${clock(card.start)}`);
    place.setAttribute('aria-label', fill(this.say.playFrom, { time: clock(card.start) }));
    place.dataset.sound = sound ?? '';
    return element('p', 'lc-evidence', place, card.evidence ? ` ${fill(this.say.evidence, { text: card.evidence })}` : '');
  }

  drawTools(asked) {
    const { state, thumb, missed_since } = asked.owned, { say } = this, list = this.data.mode === 'list';
    const tool = (name, act, letter, pressed) => {
      const made = button('lc-tool', name, act, element('span', '', name), ...(list ? [] : [key(letter)]));
      if (pressed !== undefined) made.setAttribute('aria-pressed', pressed);
      return made;
    };
    const tools = element('div', 'lc-tools',
      tool(say.keep, () => this.decide(asked, { do: state === 'kept' ? 'propose' : 'keep' }), 'S', state === 'kept'),
      tool(say.edit, () => this.edit(asked), 'E'),
      tool(say.drop, () => this.decide(asked, { do: 'drop' }), 'X'));
    if (!list) tools.append(this.drawUndo());
    tools.append(this.drawThumbs(asked, thumb, list));
    if (this.data.mode === 'study') {
      tools.prepend(
        button('lc-tool lc-turn', say.previous, () => this.turnTo(this.at - 1), '←'),
        button('lc-tool lc-turn', say.next, () => this.turnTo(this.at + 1), '→'));
      tools.children[0].disabled = this.at === 0;
      tools.children[1].disabled = this.at >= this.queue.length - 1;
    }
    const hard = missed_since >= this.data.leech ? [element('p', 'lc-leech', fill(say.leech, { times: missed_since }))] : [];
    return element('div', 'lc-under', ...hard, tools);
  }

  // Not what becomes of the card: how well it is made.
  drawThumbs(asked, thumb, list) {
    const one = (name, value, letter, sign) => {
      const made = button('lc-tool lc-thumb', name, () => this.thumb(asked, value), icon(sign));
      made.setAttribute('aria-pressed', thumb === value);
      if (!list) made.title = `${name} (${letter})`;
      return made;
    };
    const thumbs = element('span', 'lc-thumbs', one(this.say.good, 1, '+', UP), one(this.say.bad, -1, '−', DOWN));
    thumbs.setAttribute('role', 'group');
    thumbs.setAttribute('aria-label', this.say.made);
    return thumbs;
  }

  drawUndo() {
    const made = button('lc-tool', this.say.undo, () => this.undo(), element('span', '', this.say.undo), key('U'));
    made.disabled = !this.done.length;
    return made;
  }

  drawEditor(asked, drawn, after = () => this.draw()) {
    const { card } = asked.owned, field = (label, text) => {
      const area = element('textarea', 'lc-area');
      area.value = text;
      area.rows = 2;
      return [area, element('label', 'lc-label', label, area)];
    };
    const [question, questionLabel] = field(this.say.question, card.question);
    const [answer, answerLabel] = field(this.say.answer, card.answer);
    const leave = () => { this.editing = null; after(); };
    const save = () => {
      if (!question.value.trim() || !answer.value.trim()) return (question.value.trim() ? answer : question).focus();
      this.editing = null;
      this.decide(asked, { do: 'edit', question: question.value, answer: answer.value });
    };
    drawn.append(questionLabel, answerLabel, this.drawEvidence(asked), element('div', 'lc-grades',
      button('lc-main', this.say.save, save), button('lc-tool', this.say.cancel, leave)));
    drawn.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') leave();
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    requestAnimationFrame(() => question.focus());
    return drawn;
  }

  drawList() {
    const drawn = this.cards.map((asked) => {
      const { card, state } = asked.owned;
      const item = element('article', `lc-card lc-item ${state}`);
      if (this.editing === card.id) return this.drawEditor(asked, item);
      item.append(element('h2', 'lc-question', card.question), element('p', 'lc-answer', card.answer), this.drawEvidence(asked));
      item.append(state === 'dropped'
        ? element('div', 'lc-tools', button('lc-tool', this.say.bringBack, () => this.decide(asked, { do: 'propose' })))
        : this.drawTools(asked));
      return item;
    });
    const by = (dropped) => drawn.filter((item) => item.classList.contains('dropped') === dropped);
    const gone = by(true), folded = element('details', 'lc-dropped', element('summary', '', fill(this.say.dropped, { all: gone.length })), ...gone);
    folded.open = this.droppedOpen ?? false;
    folded.addEventListener('toggle', () => { this.droppedOpen = folded.open; });
    return [this.drawUndo(), ...this.drawTwins(), ...by(false), ...(gone.length ? [folded] : [])];
  }

  // Cards that ask the same, in pairs: one of them stays, or both.
  drawTwins() {
    const find = (id) => this.cards.find(({ owned }) => owned.card.id === id && owned.state !== 'dropped');
    const pairs = this.twins.map((pair) => pair.map(find)).filter(([one, other]) => one && other);
    return pairs.map(([one, other]) => {
      const side = (asked, goes) => element('div', 'lc-twin',
        element('p', 'lc-question', asked.owned.card.question), element('p', 'lc-answer', asked.owned.card.answer),
        button('lc-tool', this.say.this, () => this.settle(asked, { do: 'merge', goes: goes.owned.card.id })));
      return element('section', 'lc-card lc-item lc-twins', element('p', 'lc-from', this.say.twins),
        element('div', 'lc-pair', side(one, other), side(other, one)),
        element('div', 'lc-tools', button('lc-tool', this.say.both, () => this.settle(one, { do: 'apart', other: other.owned.card.id }))));
    });
  }

  settle(asked, what) {
    const { owned: { card } } = asked, other = what.goes ?? what.other;
    this.twins = this.twins.filter((pair) => !(pair.includes(card.id) && pair.includes(other)));
    for (const one of this.cards) if (one.owned.card.id === what.goes) one.owned.state = 'dropped';
    this.send(asked, { card: card.id, ...what }, 'decision');
    this.draw();
  }

  tellSaved(state) {
    const saved = this.part('saved');
    saved.textContent = state === 'unsaved' ? this.say?.unsaved ?? '' : '';
  }

  // What the student does

  reveal(choice = null) {
    Object.assign(this, { shown: true, chosen: choice });
    this.draw();
  }

  grade(rating) {
    const asked = this.current, { card } = asked.owned;
    this.send(asked, { do: 'grade', card: card.id, rating }, 'grade');
    if (this.data.mode !== 'review') return this.turnTo(this.at + 1);
    this.cards = this.cards.filter((one) => one !== asked);
    if (rating === WRONG) this.cards.push(asked);   // again, after the others
    else this.asked.add(card.id);
    this.turnTo(0);
    if (!this.queue.length) this.outbox.running?.then(() => this.tell('reviewed', true));
  }

  decide(asked, what) {
    const { owned } = asked;
    if (what.do === 'edit') Object.assign(owned, { state: 'kept', edited: true, card: { ...owned.card, question: what.question, answer: what.answer } });
    if (what.do === 'thumb') owned.thumb = what.value;
    if (['keep', 'drop', 'propose'].includes(what.do)) owned.state = { keep: 'kept', drop: 'dropped', propose: 'proposed' }[what.do];
    this.send(asked, { card: owned.card.id, ...what }, 'decision');
    if (what.do === 'drop' && this.data.mode !== 'list') this.turnTo(this.at);
    else this.draw();
  }

  thumb(asked, value) {
    this.decide(asked, { do: 'thumb', value: asked.owned.thumb === value ? 0 : value });
  }

  edit(asked) {
    this.editing = asked.owned.card.id;
    this.draw();
  }

  undo() {
    const last = this.done.pop();
    if (!last) return;
    this.send(last.asked, { do: last.kind === 'grade' ? 'ungrade' : 'undo' }, null, (cards) => {
      if (!this.cards.includes(last.asked)) this.cards.unshift(last.asked);
      this.asked.delete(last.asked.owned.card.id);
      const at = this.queue.findIndex(({ owned }) => cards.includes(owned.card.id));
      if (this.data.mode !== 'list' && at >= 0) this.turnTo(at);
    });
  }

  send(asked, body, kind, after = () => {}) {
    if (kind) this.done.push({ kind, asked });
    this.outbox.put(asked.write, { ...body, utc_offset: -new Date().getTimezoneOffset() }).then(({ owned, twins, cards }) => {
      this.renew(asked.lecture, owned, twins);
      after(cards ?? []);
      if (!this.editing) this.draw();
    }).catch(({ message }) => {
      this.part('saved').textContent = message;
    });
  }

  // How the lecture's cards stand now, as the server says; what is still on its way to it comes after.
  renew(lecture, owned, twins) {
    if (this.outbox.waiting.length) return;
    this.twins = twins;
    const now = new Map(owned.map((one) => [one.card.id, one]));
    for (const asked of this.cards) {
      if (asked.lecture === lecture && now.has(asked.owned.card.id)) asked.owned = now.get(asked.owned.card.id);
    }
  }

  key(event) {
    if (withCommand(event) || writes(event) || !this.root.offsetParent) return;
    const act = this.act(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  act(event) {
    const asked = this.current, { key: pressed } = event;
    if (pressed === 'u') return () => this.undo();
    if (!asked) return null;
    const onButton = Boolean(event.composedPath()[0].closest?.(PRESSED));
    if (pressed === ' ') return onButton || this.shown ? null : () => this.reveal();
    if (/^[1-4]$/.test(pressed)) return this.byNumber(Number(pressed), asked.owned.card);
    if (this.data.mode === 'study' && !event.composedPath()[0].closest?.('[role=tab], [role=radiogroup]')) {
      if (pressed === 'ArrowRight') return () => this.turnTo(this.at + 1);
      if (pressed === 'ArrowLeft') return () => this.turnTo(this.at - 1);
    }
    return {
      s: () => this.decide(asked, { do: asked.owned.state === 'kept' ? 'propose' : 'keep' }),
      x: () => this.decide(asked, { do: 'drop' }),
      e: () => this.edit(asked),
      '+': () => this.thumb(asked, 1),
      '-': () => this.thumb(asked, -1),
      p: () => this.root.querySelector('.lc-place')?.click(),
    }[pressed];
  }

  byNumber(number, card) {
    if (this.shown) return () => this.grade(number);
    const choice = card.wrong.length ? choices(card)[number - 1] : undefined;
    return choice === undefined ? null : () => this.reveal(choice);
  }

  leave() {
    this.leaving.abort();
    delete this.root.cards;
  }
}

// The answers to choose from, in an order that stays for one card, the right one first as often as last.
function choices({ question, answer, wrong }) {
  const place = (text) => [...`${question}\n${text}`].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 16777619) >>> 0, 2166136261);
  return [...new Set([answer, ...wrong])].sort((one, other) => place(one) - place(other));
}

// Thumbs, drawn on 24 by 24.
const UP = 'M2 21h4V9H2v12zM22 10a2 2 0 0 0-2-2h-6.3l1-4.6v-.3c0-.4-.2-.8-.4-1.1L13.2 1 6.6 7.6C6.2 8 6 8.5 6 9v10a2 2 0 0 0 2 2h9c.8 0 1.5-.5 1.8-1.2l3-7c.1-.3.2-.5.2-.8v-2z';
const DOWN = 'M22 3h-4v12h4V3zM2 14a2 2 0 0 0 2 2h6.3l-1 4.6v.3c0 .4.2.8.4 1.1L10.8 23l6.6-6.6c.4-.4.6-.9.6-1.4V5a2 2 0 0 0-2-2H7c-.8 0-1.5.5-1.8 1.2l-3 7c-.1.3-.2.5-.2.8v2z';

function icon(drawing) {
  const box = document.createElementNS('http://www.w3.org/2000/svg', 'svg'), line = document.createElementNS(box.namespaceURI, 'path');
  box.setAttribute('viewBox', '0 0 24 24');
  box.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', drawing);
  box.append(line);
  return box;
}

const key = (name) => element('kbd', 'lc-key', String(name));
