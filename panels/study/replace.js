// Replace everywhere: a name that was misheard, where it stands, and what is put there.

const AROUND = 32;         // letters shown on each side of a place
const HEARD_AROUND = 0.6;  // seconds played on each side of a place

// What was replaced is remembered for the course, and offered in its next lectures.
class Replacer {
  constructor(corrector) {
    this.corrector = corrector;
    const { say } = corrector;
    this.offers = element('div', 'lt-offers');
    this.heard = this.field();
    this.meant = this.field();
    this.preview = element('ol', 'lt-list');
    this.act = button('lt-button lt-act', '', () => this.replace());
    this.act.hidden = true;
    this.fold = fold(element('label', 'lt-label', say.heard, this.heard), element('label', 'lt-label', say.meant, this.meant),
      this.act, this.preview);
    this.fold.heading.textContent = say.everywhere;
    this.fold.classList.add('lt-replace');
  }

  field() {
    const made = this.corrector.transcript.inItsTongue(element('input', 'lt-field'));
    made.addEventListener('input', () => {
      this.act.hidden = true;   // what it would replace has not been seen
      this.lookIn(SAVE_AFTER / 2);
    });
    made.addEventListener('keydown', (event) => event.key === 'Enter' && this.enter());
    return made;
  }

  lookIn(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), time);
  }

  // What is replaced was seen before.
  enter() {
    clearTimeout(this.timer);
    if (this.seen === this.wanted && !this.act.hidden) this.replace();
    else this.look();
  }

  get wanted() { return JSON.stringify([this.heard, this.meant].map((field) => field.value.trim())); }

  showOffers(offers = []) {
    if (this.shown === offers) return;
    this.shown = offers;
    this.offers.replaceChildren();
    offers.forEach((one) => this.offer(one));
  }

  offer({ heard, meant, places }) {
    const { say } = this.corrector;
    const line = element('p', 'lt-offer', fill(say.offer, { heard, meant, n: places }), ' ', button('lt-small', say.look, () => {
      [this.heard.value, this.meant.value] = [heard, meant];
      line.remove();
      this.fold.open = true;
      this.look();
    }));
    this.offers.append(line);
  }

  async look() {
    const { wanted } = this, [heard, meant] = JSON.parse(wanted);
    if (!heard) return this.show([]);
    try {
      const said = await this.corrector.ask({ do: 'hits', heard, meant });
      if (wanted !== this.wanted || !this.fold.isConnected) return;
      if (!said) return this.lookIn(RETRY);
      this.seen = wanted;
      this.show(said.hits);
    } catch ({ message }) {
      this.show([]);
      this.corrector.saved.textContent = message;
    }
  }

  show(hits) {
    const { say } = this.corrector;
    this.boxes = hits.map(({ key }) => Object.assign(element('input'), { type: 'checkbox', checked: true, value: key }));
    this.preview.replaceChildren(...hits.map(({ start, end, before, text, after }, n) => {
      const link = placeLink('lt-time', Math.max(0, start - HEARD_AROUND), end + HEARD_AROUND, `▶ ${clock(start)}`);
      const shown = this.corrector.transcript.inItsTongue(element('span', '', ...around(before, element('mark', 'lt-mark', text), after)));
      return element('li', '', element('label', 'lt-hit', this.boxes[n], shown), ' ', link);
    }));
    for (const box of this.boxes) box.addEventListener('change', () => this.count());
    if (!hits.length && this.heard.value.trim()) this.preview.append(element('li', '', say.noHits));
    this.count();
  }

  count() {
    const chosen = this.boxes.filter((box) => box.checked).length;
    this.act.hidden = !chosen || !this.meant.value.trim();
    this.act.textContent = fill(this.corrector.say.replace, { n: chosen });
  }

  async replace() {
    if (this.seen !== this.wanted) return;
    const without = this.boxes.filter((box) => !box.checked).map((box) => box.value);
    const said = await this.corrector.send({ do: 'everywhere', heard: this.heard.value.trim(), meant: this.meant.value.trim(), without });
    if (!said) return;
    this.heard.value = this.meant.value = '';
    this.show([]);
  }
}

// What is folded away below its heading.
function fold(...inside) {
  const heading = element('h2', 'lt-title'), box = element('div', '', ...inside);
  return Object.assign(element('details', 'lt-fold', element('summary', '', heading), box), { heading, inside: box });
}

// A place with whole words before and after it, as many as there is room for.
function around(before, place, after) {
  const cut = before.length - AROUND;
  if (cut > 0) before = `…${before.slice(wordStarts(before).find((at) => at >= cut) ?? before.length)}`;
  if (after.length > AROUND) after = `${after.slice(0, wordStarts(after).findLast((at) => at <= AROUND + 1) ?? 0).trimEnd()}…`;
  return [before, place, after];
}

// Where a script puts no spaces, as the browser tells its words.
function wordStarts(text) {
  const spaced = [...text.matchAll(/(?<=\s)\S/g)];
  if (spaced.length * 20 > text.length) return spaced.map(({ index }) => index);
  return [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)].map(({ index }) => index);
}
