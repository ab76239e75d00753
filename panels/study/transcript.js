// The transcript: every sentence in its paragraph, the word that is being said marked, any word played by a click.
//
// Words are not elements: they are ranges in the text of their sentence, marked by the CSS Custom Highlight API, so
// that three hours of lecture are three thousand elements. `data.packed` is JSON, deflated, in base64: its `stretches`
// tell which segments make a paragraph, and `segments` holds [start, end, text, starts, offsets, doubts] each: starts of
// its words in hundredths of a second after the segment's, each told from the one before, and where they begin in the
// text, likewise; no offsets where spaces say it. Doubts are [begin, until, perhaps], or 1 for the whole of it.

const SILENT = 1.0;      // seconds after a segment from which on nothing is being said
const COMFORT = 0.65;    // share of the window's height above which what is said is in view

export default function ({ parentElement, data }) {
  parentElement.transcript ??= new Transcript(parentElement);
  parentElement.transcript.show(data);
  return () => parentElement.transcript.leave();
}

class Segment {
  constructor([start, end, text, starts, offsets, doubts]) {
    Object.assign(this, { start, end, text, starts, offsets, doubts });
  }

  // Its words: when each is said, and where it stands in the text. Made when first asked for.
  get words() {
    const times = sums(this.starts), begins = this.offsets ? sums(this.offsets) : wordBegins(this.text);
    const words = times.map((time, i) => ({
      start: this.start + time / 100,
      begin: begins[i],
      until: this.text.slice(0, begins[i + 1] ?? this.text.length).trimEnd().length,
    }));
    Object.defineProperty(this, 'words', { value: words });
    return words;
  }

  wordAt(time) {
    return this.words.findLast((word) => word.start <= time + 0.02) ?? this.words[0];
  }

  wordOver(offset) {
    return this.words.findLast((word) => word.begin <= offset) ?? this.words[0];
  }
}

class Transcript {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`.lt-${name}`);
    this.leaving = new AbortController();
    this.marks = new Marks(['word', 'doubt', 'find', 'found']);
    this.following = stored('follow') !== 'no';
    this.finder = new Finder(this);
    this.corrector = new Corrector(this);
    this.cardMaker = new CardMaker(this);
    this.listen();
  }

  // What is shown

  // It takes a moment to unpack the text; meanwhile something else may be asked for. A text that stands already stays.
  async show(data) {
    this.wanted = data;
    const text = data.packed === this.packed ? null : await unpacked(data.packed);
    if (this.wanted !== data || this.leaving.signal.aborted) return;
    const before = this.data, otherwise = before?.tongue !== data.tongue;
    Object.assign(this, { data, say: data.say, packed: data.packed });
    if (text || otherwise) this.corrector.close();
    if (text) {
      this.segments = text.segments.map((each) => new Segment(each));
      this.stretches = text.stretches;
    }
    if (text || otherwise) this.drawText();
    if (before?.lecture !== data.lecture || otherwise) this.drawBar();
    this.corrector.show();
    this.finder.show(data.find);
    document.dispatchEvent(new CustomEvent('lecture:where'));
  }

  drawBar() {
    const bar = this.part('bar');
    bar.setAttribute('aria-label', this.say.tools);
    this.follow = button('lt-button lt-follow', this.say.follow, () => this.setFollowing(!this.following, true));
    bar.replaceChildren(this.finder.draw(), element('span', 'lt-right', ...this.cardMaker.tools(), this.follow, ...this.corrector.tools()));
    this.setFollowing(this.following);
  }

  drawText() {
    this.spans = [];
    this.said = this.word = null;
    const drawn = this.stretches.map((stretch, i) => this.drawStretch(stretch, this.data.checks?.[i]));
    this.inItsTongue(this.part('text')).replaceChildren(...drawn);
    this.markDoubts();
  }

  // What the lecture says, and what the page says within it.
  inItsTongue(part) { return Object.assign(part, { lang: this.data.lang }); }

  inOurs(part) { return Object.assign(part, { lang: this.data.tongue }); }

  drawStretch({ title, start, end, told }, check) {
    const drawn = element('section', 'lt-chapter');
    if (title) {
      const times = placeLink('lt-span', start, undefined, `${clock(start)}–${clock(end)}`);
      drawn.append(element('h2', 'lt-title', title, ' ', times));
    }
    drawn.append(...told.map((one) => (one.unheard ? this.drawUnheard(one) : this.drawParagraph(one))));
    if (check) drawn.append(this.inOurs(drawCheck(check, this)));
    return drawn;
  }

  drawParagraph({ first, last, aside }) {
    const text = element('p');
    for (let i = first; i <= last; i++) text.append(this.drawSentence(i), ' ');
    const { start } = this.segments[first];
    const time = placeLink('lt-time', start, undefined, clock(start));
    time.setAttribute('aria-label', fill(this.say.playFrom, { time: clock(start) }));
    return element('div', `lt-p${aside ? ' aside' : ''}`, time, text);
  }

  drawUnheard({ unheard: [start, end] }) {
    const time = placeLink('lt-time', start, end, clock(start));
    time.setAttribute('aria-label', fill(this.say.playFrom, { time: clock(start) }));
    return element('div', 'lt-p lt-unheard', time, this.inOurs(element('p', '', this.say.unheard)));
  }

  drawSentence(i) {
    const span = element('span', 'lt-s', this.segments[i].text);
    span.dataset.i = i;
    this.spans[i] = span;
    return span;
  }

  // The sentence has other words now.
  renew(i, raw) {
    this.packed = null;   // it is drawn anew when the page says again what stands
    this.segments[i] = new Segment(raw);
    this.spans[i].textContent = this.segments[i].text;
    this.said = this.word = null;
    this.markDoubts();
  }

  markDoubts() {
    const places = this.segments.flatMap(({ doubts, text }, i) => {
      const runs = doubts === 1 ? [[0, text.length]] : doubts || [];
      return runs.map(([begin, until]) => this.range(i, begin, until));
    });
    this.marks.set('doubt', places);
    this.drawNotes(places.length);
  }

  drawNotes(all) {
    const doubts = all ? [element('p', 'lt-doubts', fill(this.data.write ? this.say.doubtsToCheck : this.say.doubts, { n: all }))] : [];
    this.part('notes').replaceChildren(...doubts, ...this.data.notes.map((note) => element('p', '', note)));
  }

  range(i, begin, until) {
    const node = this.spans[i].firstChild;
    return node ? new StaticRange({ startContainer: node, startOffset: begin, endContainer: node, endOffset: until }) : null;
  }

  // What is being said

  get sentenceNow() { return Math.max(0, lastBefore(this.segments, this.time ?? 0)); }

  at({ time, playing }) {
    this.time = time;
    const i = lastBefore(this.segments, time);
    const said = i >= 0 && time <= this.segments[i].end + SILENT ? this.segments[i] : null;
    const word = said?.words.length ? said.wordAt(time) : null;
    if (said === this.said && word === this.word) return;
    const moved = said !== this.said;
    [this.said, this.word] = [said, word];
    this.marks.set('word', word && (playing || time > 0) ? [this.range(i, word.begin, word.until)] : []);
    if (said && moved && playing && this.following && !this.corrector.sentence) this.keepInView(this.spans[i]);
  }

  keepInView(span) {
    const box = span.getBoundingClientRect(), top = this.part('bar').getBoundingClientRect().bottom;
    if (box.top >= top && box.bottom <= innerHeight * COMFORT) return;
    this.moving = performance.now();
    scrollTo(span, top + (innerHeight - top) * 0.2);
  }

  setFollowing(on, chosen = false) {
    this.following = on;
    this.follow.setAttribute('aria-pressed', on);
    if (chosen) store('follow', on ? 'yes' : 'no');
    if (on && chosen && this.said) this.keepInView(this.spans[this.segments.indexOf(this.said)]);
  }

  // What the student does

  listen() {
    const on = (target, name, act, more) => target.addEventListener(name, act, { signal: this.leaving.signal, ...more });
    on(document, 'lecture:time', (event) => this.segments && this.at(event.detail));
    on(this.part('text'), 'click', (event) => this.click(event));
    on(document, 'keydown', (event) => this.key(event));
    on(window, 'pagehide', () => this.corrector.save());
    for (const name of ['wheel', 'touchmove']) on(document, name, () => this.scrolledAway(), { passive: true });
  }

  // Who scrolls reads elsewhere: what is said is followed again when they ask for it.
  scrolledAway() {
    if (this.following && this.said) this.setFollowing(false);
  }

  click(event) {
    const span = event.target.closest('.lt-s');
    if (!span || getSelection().toString()) return;
    const i = Number(span.dataset.i), segment = this.segments[i];
    if (this.corrector.on) return this.corrector.open(i);
    const word = segment.words.length ? segment.wordOver(offsetAt(event)) : segment;
    document.dispatchEvent(new CustomEvent('lecture:play', { detail: { start: word.start } }));
  }

  key(event) {
    if (event.defaultPrevented || writes(event)) return;
    if (withCommand(event)) return this.corrector.command(event);
    const sentence = event.target.closest?.('.lt-s[tabindex]');
    if (event.key === '/') this.finder.focus();
    else if (event.key === 'Enter' && sentence) this.corrector.open(Number(sentence.dataset.i));
    else if (event.key.toLowerCase() === 'c') this.cardMaker.openAt(sentence ? Number(sentence.dataset.i) : this.sentenceNow);
    else if (event.key.toLowerCase() === 'e' && this.corrector.can) this.corrector.setOn(!this.corrector.on);
    else return;
    event.preventDefault();
  }

  leave() {
    this.leaving.abort();
    this.marks.clear();
    this.corrector.leave();
    delete this.root.transcript;
  }
}

// Ranges of the text that are marked, by name; the style sheet says how.
class Marks {
  constructor(names) {
    this.highlights = Object.fromEntries(names.map((name) => [name, new Highlight()]));
    for (const [name, highlight] of Object.entries(this.highlights)) CSS.highlights.set(`lecture-${name}`, highlight);
    this.highlights.word.priority = this.highlights.found.priority = 1;
  }

  set(name, ranges) {
    const highlight = this.highlights[name];
    highlight.clear();
    for (const range of ranges) if (range) highlight.add(range);
  }

  clear() {
    for (const [name, highlight] of Object.entries(this.highlights)) {
      if (CSS.highlights.get(`lecture-${name}`) === highlight) CSS.highlights.delete(`lecture-${name}`);
    }
  }
}

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).json();
}

function sums(steps) {
  let sum = 0;
  return steps ? steps.split(' ').map((step) => (sum += Number(step))) : [];
}

function wordBegins(text) {
  return [...text.matchAll(/\S+/g)].map((match) => match.index);
}

// The last segment that has begun by then; -1 before the first.
function lastBefore(segments, time) {
  let low = 0, high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle].start <= time + 0.02) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// Where in the text of its sentence the pointer is.
function offsetAt({ clientX, clientY }) {
  const caret = document.caretPositionFromPoint?.(clientX, clientY);
  return caret ? caret.offset : document.caretRangeFromPoint(clientX, clientY).startOffset;
}

// Scroll so that the top of the element is so many pixels below that of the window.
function scrollTo(target, top) {
  const pane = target.closest('[data-testid=stMain]') ?? document.scrollingElement;
  pane.scrollBy({ top: target.getBoundingClientRect().top - top, behavior: isStill() ? 'auto' : 'smooth' });
}
