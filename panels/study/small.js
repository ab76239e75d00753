// Small things that every component of the page uses; read in before it.

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

// A sentence of the catalogue, its {name}s filled in.
function fill(sentence, values) {
  return sentence.replace(/\{(\w*)\}/g, (_, name) => values[name] ?? '');
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
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
