// What a report does beyond being read: times play the recording from there, the sentence that sounds is marked, and
// all cards turn at once. Without it everything can still be read, turned and heard.
'use strict';

const audio = document.querySelector('audio');
const where = document.querySelector('.where');
const choice = where.querySelector('input');
const sentences = [...document.querySelectorAll('.said')]
  .map((mark) => ({ mark, times: mark.dataset.said.split(' ').map(Number) }))
  .sort((one, other) => one.times[0] - other.times[0]);
let wanted = timeOf(location.hash) ?? 0;   // from where it is to be heard once there is a recording
let said = null;

// "#t=12.5" is 12.5; what names no time is null.
function timeOf(hash) {
  const time = hash.startsWith('#t=') ? Number.parseFloat(hash.slice(3)) : NaN;
  return Number.isFinite(time) ? time : null;
}

function playFrom(time) {
  wanted = time;
  if (audio.readyState === 0) return askFor();
  audio.currentTime = time;
  audio.play();
}

// It plays as soon as there is a recording.
function askFor() {
  audio.autoplay = true;
  if (isMissing()) choice.focus();
}

function isMissing() {
  return audio.error !== null || !audio.hasAttribute('src');
}

function opened() {
  where.hidden = true;
  audio.currentTime = wanted;
}

function missing() {
  where.hidden = choice.parentElement.hidden = false;
}

function choose() {
  const [file] = choice.files;
  if (!file) return;
  if (audio.src.startsWith('blob:')) URL.revokeObjectURL(audio.src);
  audio.src = URL.createObjectURL(file);
}

function mark() {
  const time = audio.currentTime;
  const last = sentences.findLast(({ times: [start] }) => start <= time + 0.02);
  const now = last && time < last.times[1] + 0.5 ? last.mark : null;
  if (now === said) return;
  said?.classList.remove('now');
  now?.classList.add('now');
  said = now;
}

function turn(cards, open) {
  for (const card of cards) card.open = open;
}

audio.addEventListener('loadedmetadata', opened);
audio.addEventListener('error', missing);
audio.addEventListener('timeupdate', mark);
audio.addEventListener('seeking', mark);
choice.addEventListener('change', choose);
if (audio.readyState > 0) opened();
else if (isMissing()) missing();

document.addEventListener('click', (event) => {
  const time = timeOf(event.target.closest('a')?.hash ?? '');
  if (time === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  playFrom(time);
});

const cards = [...document.querySelectorAll('.card details')];
const all = document.querySelector('.turn');
if (all) {
  all.hidden = false;
  all.addEventListener('click', () => {
    const open = all.getAttribute('aria-pressed') !== 'true';
    all.setAttribute('aria-pressed', open);
    turn(cards, open);
  });
}

// On paper nothing can be turned.
let closed = [];
addEventListener('beforeprint', () => turn(closed = cards.filter((card) => !card.open), true));
addEventListener('afterprint', () => turn(closed, false));
