// Small things that every component of the page uses; read in before it.

const RETRY = 2000;   // milliseconds

function clock(seconds) {
  const whole = Math.floor(seconds + 1e-6), two = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function element(kind, className = '', ...inside) {
  const made = document.createElement(kind);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

function button(className, name, act, ...inside) {
  const made = element('button', className, ...(inside.length ? inside : [name]));
  made.type = 'button';
  if (inside.length) made.setAttribute('aria-label', name), (made.title = name);
  made.addEventListener('click', act);
  return made;
}

// A link that the player plays: to the end of the recording, or of this stretch.
function placeLink(className, start, end, ...inside) {
  const link = element('a', className, ...inside);
  link.href = `#t=${Number(start.toFixed(2))}${end === undefined ? '' : `,${Number(end.toFixed(2))}`}`;
  return link;
}

// A sentence of the catalogue, its {name}s filled in. Where it depends on a number {n} there are two: of one, and of many.
function fill(sentence, values) {
  const said = Array.isArray(sentence) ? sentence[values.n === 1 ? 0 : 1] : sentence;
  return said.replace(/\{(\w*)\}/g, (_, name) => values[name] ?? '');
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const hasKeys = () => !matchMedia('(hover: none), (pointer: coarse)').matches;
const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

// What the browser remembers; nothing where it is told not to.
function stored(name) {
  try { return localStorage.getItem(`lecture:${name}`); } catch { return null; }
}

function store(name, value) {
  try { localStorage.setItem(`lecture:${name}`, value); } catch { /* then it is chosen anew next time */ }
}

// Where a key is pressed in what one writes into, it is none of ours.
const WRITES = 'input, textarea, select, [contenteditable=""], [contenteditable=true], [role=textbox], [role=combobox]';
const writes = (event) => Boolean(event.composedPath()[0].closest?.(WRITES));
const withCommand = (event) => event.ctrlKey || event.metaKey || event.altKey;

const post = (address, body) =>
  fetch(new URL(address, document.baseURI), { method: 'POST', body: JSON.stringify(body) }).catch(() => null);

// What is sent to the server, in order and until it is there: kept in the browser meanwhile, so that neither a closed
// tab nor a server that is away loses it. `tell` is called with 'saving', 'unsaved' or 'saved'.
class Outbox {
  constructor(name, tell) {
    Object.assign(this, { name: `outbox:${name}`, tell, waiting: [] });
    for (const { address, body } of JSON.parse(stored(this.name) ?? '[]')) this.put(address, body).catch(() => {});
  }

  // What the server answers. Rejects with its sentence where it will not have it.
  put(address, body) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ address, body, resolve, reject });
      this.keep();
      if (!this.running) this.running = this.run().finally(() => { this.running = null; });
    });
  }

  // What changes nothing is asked when all that waits is there, and not kept. Rejects as `put` does; null where the
  // server is away.
  async ask(address, body) {
    await this.running;
    const answer = await post(address, body);
    if (!answer || answer.status >= 500) return null;
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(said.error ?? '');
    return said;
  }

  keep() {
    store(this.name, JSON.stringify(this.waiting.map(({ address, body }) => ({ address, body }))));
  }

  async run() {
    while (this.waiting.length) {
      const { address, body, resolve, reject } = this.waiting[0];
      this.tell('saving');
      const answer = await post(address, body);
      if (!answer || answer.status >= 500) {
        this.tell('unsaved');
        await pause(RETRY);
        continue;
      }
      const said = await answer.json().catch(() => ({}));
      this.waiting.shift();
      this.keep();
      if (answer.ok) resolve(said);
      else reject(new Error(said.error ?? ''));
    }
    this.tell('saved');
  }
}
