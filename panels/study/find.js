// Find in the transcript: hits marked and counted, next and previous, whatever the case and the accents.

class Finder {
  constructor(transcript) {
    this.transcript = transcript;
    this.hits = [];
    this.current = -1;
  }

  draw() {
    const { say } = this.transcript;
    const before = this.field?.value ?? '';
    this.field = element('input', 'lt-field');
    Object.assign(this.field, { type: 'search', value: before, placeholder: say.find });
    this.field.setAttribute('aria-label', say.find);
    this.field.addEventListener('input', () => this.search());
    this.field.addEventListener('keydown', (event) => this.key(event));
    this.count = element('span', 'lt-count');
    this.count.setAttribute('role', 'status');
    this.steps = element('span', 'lt-steps',
      button('lt-button', say.previous, () => this.go(-1), '↑'),
      button('lt-button', say.next, () => this.go(1), '↓'));
    this.steps.hidden = true;
    return element('span', 'lt-find', this.field, this.count, this.steps);
  }

  // The text has been drawn anew: what is looked for is marked in it again.
  show(wanted) {
    if (wanted && wanted !== this.wanted) {
      this.wanted = this.field.value = wanted;
      this.search();
    } else if (this.field.value) this.mark();
  }

  focus() {
    this.field.focus();
    this.field.select();
  }

  key(event) {
    if (event.key === 'Enter') this.go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      this.field.value = '';
      this.search();
      this.field.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  search() {
    this.mark();
    this.current = -1;
    this.go(1);
  }

  mark() {
    const { transcript } = this, wanted = folded(this.field.value.trim()).text;
    this.hits = this.places([wanted]);
    if (!this.hits.length) this.hits = this.places(wanted.split(/\s+/));   // nowhere together: each of the words
    transcript.marks.set('find', this.hits.map(({ i, begin, until }) => transcript.range(i, begin, until)));
    this.tell();
  }

  places(words) {
    const looked = words.filter(Boolean);
    return this.transcript.segments.flatMap(({ text }, i) =>
      looked.flatMap((word) => placesOf(word, text)).sort((one, other) => one.begin - other.begin).map((place) => ({ i, ...place })));
  }

  tell() {
    const { say } = this.transcript, all = this.hits.length;
    const current = this.hits[this.current];
    this.count.textContent = !this.field.value.trim() ? '' : all ? fill(say.hits, { at: this.current + 1, all }) : say.noHits;
    this.steps.hidden = !all;
    this.transcript.marks.set('found', current ? [this.transcript.range(current.i, current.begin, current.until)] : []);
  }

  go(step) {
    const all = this.hits.length;
    this.current = all ? (this.current + step + all) % all : -1;
    this.tell();
    const hit = this.hits[this.current];
    if (!hit) return;
    this.transcript.setFollowing(false);
    const span = this.transcript.spans[hit.i], top = this.transcript.part('bar').getBoundingClientRect().bottom;
    scrollTo(span, top + (innerHeight - top) * 0.25);
  }
}

// Text without case and accents, and at which character of the text each of its own stands.
function folded(text) {
  let plain = '';
  const places = [];
  for (let i = 0; i < text.length; i++) {
    const letters = text[i].normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    for (const letter of letters) {
      plain += letter;
      places.push(i);
    }
  }
  return { text: plain, places };
}

function placesOf(wanted, text) {
  const { text: plain, places } = folded(text), found = [];
  for (let at = plain.indexOf(wanted); at >= 0; at = plain.indexOf(wanted, at + wanted.length)) {
    found.push({ begin: places[at], until: places[at + wanted.length - 1] + 1 });
  }
  return found;
}
