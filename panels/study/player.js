// The player: one <audio> for the whole page, its timeline, its captions and its keys.
//
// Anything on the page plays by an ordinary link to a media fragment (W3C, "Media Fragments URI"): #t=12.5 plays on
// from there, #t=12.5,14 to the end of that stretch. Four events on `document` tie the page's parts together:
//   lecture:play   {start, end}       asks the player to play, as such a link does
//   lecture:time   {time, playing}    the player says where it is, at every frame while it plays
//   lecture:where                     asks for one lecture:time
//   lecture:edited                    the transcript has other words now
// A part that takes a key for itself (the cards take Space) prevents the default before the player sees it.

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const STEP = 10, SMALL_STEP = 5;   // seconds
const LEAD = 0.25;                 // seconds of a silence that are left at each of its ends
const TAIL = 0.3;                  // seconds played after a stretch, so that its last word is whole
const HEADER = 60;                 // pixels of Streamlit's header, below which the player sticks
const SETTLED = 1000;              // milliseconds after an edit
const NEAR = 6;                    // pixels from a mark that count as on it
const PRESSED_BY_SPACE = 'button, summary, label, [role=button], [role=tab], [role=checkbox], [role=switch], [role=radio], [role=option], [role=menuitem]';
const MOVED_BY_ARROWS = '[role=tab], [role=tablist], [role=slider], [role=radiogroup], [role=radio], [role=listbox], [role=menu], [role=grid]';

export default function ({ parentElement, data }) {
  parentElement.player ??= new Player(parentElement);
  parentElement.player.show(data);
  return () => parentElement.player.leave();
}

class Player {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`.lp-${name}`);
    this.box = root.querySelector('.lp');
    this.audio = root.querySelector('audio');
    this.until = null;   // where a stretch that is being played ends
    this.asked = null;   // what is to be played as soon as there is sound
    this.leaving = new AbortController();
    this.listen();
    this.height = new ResizeObserver(() => this.measure());
    this.height.observe(root);
    this.sticking = new IntersectionObserver(
      ([seen]) => this.box.classList.toggle('stuck', seen.intersectionRatio < 1),
      { rootMargin: `-${HEADER + 1}px 0px 0px 0px`, threshold: 1 },
    );
    this.sticking.observe(this.box);
  }

  // What is shown

  show(data) {
    const another = Boolean(data.sound) && bare(this.data?.sound) !== bare(data.sound);
    this.own = bare(data.sound);
    this.data = { ...data, sound: data.sound || this.data?.sound || '' };
    this.box.classList.toggle('below', data.below);
    this.label();
    this.drawLine();
    if (another) this.load();
    if (data.at && data.at[2] !== this.opening) {
      const [start, end] = data.at;
      this.opening = data.at[2];
      this.play({ start, end });
    }
    this.tick();
  }

  get duration() { return this.data.duration || this.audio.duration || 1; }

  // The parts that stick below the player ask how high it is.
  measure() {
    document.documentElement.style.setProperty('--lecture-player', `${this.root.getBoundingClientRect().height}px`);
  }

  label() {
    const say = this.data.say;
    this.box.setAttribute('aria-label', say.player);
    const names = { back: say.back, forth: say.forth, captions: say.captions, skip: say.skip, speed: say.speed, help: hasKeys() ? say.keys : say.legendOnly, line: say.place };
    for (const [part, name] of Object.entries(names)) {
      this.find(part).setAttribute('aria-label', name);
      if (part !== 'line') this.find(part).title = name;
    }
    const speed = this.find('speed'), chosen = Number(stored('speed') ?? 1);
    speed.replaceChildren(...SPEEDS.map((each) => new Option(`${each.toLocaleString(say.locale)}×`, each)));
    speed.value = SPEEDS.includes(chosen) ? chosen : 1;
    this.setSpeed(Number(speed.value));
    this.setSkipping(stored('skip') === 'yes');
    this.find('captions').hidden = !this.data.captions;
    this.setCaptions(stored('captions') === 'yes');
    for (const part of ['chapter', 'bands', 'tip', 'caption']) this.find(part).lang = this.data.lang;
    this.find('whole').textContent = clock(this.duration);
    this.find('line').setAttribute('aria-valuemax', Math.round(this.duration));
    this.find('keys').querySelector('dl').replaceChildren(...say.shortcuts.map(([keys, what]) => shortcut(keys, what)));
    this.find('help').hidden = !hasKeys() && !say.legend.length;
    this.find('legend').replaceChildren(...say.legend.map(([kind, what]) => element('li', '', element('i', kind), what)));
  }

  drawLine() {
    const { chapters, marks, silences } = this.data, { duration } = this;
    const at = (seconds) => `${(100 * seconds) / duration}%`;
    this.find('bands').replaceChildren(...chapters.map((chapter) => {
      const band = element('div', `lp-band${chapter.aside ? ' aside' : ''}`, chapter.title);
      Object.assign(band.style, { left: at(chapter.start), width: at(chapter.end - chapter.start) });
      return band;
    }));
    this.find('marks').replaceChildren(
      ...silences.map(([start, end]) => {
        const mark = element('i', 'lp-mark silence');
        Object.assign(mark.style, { left: at(start), width: at(end - start) });
        return mark;
      }),
      ...marks.map(({ at: when, kind }) => {
        const mark = element('i', `lp-mark ${kind}`);
        mark.style.left = at(when);
        return mark;
      }),
    );
  }

  tick() {
    const time = this.audio.currentTime || this.asked?.start || 0, playing = !this.audio.paused;
    const chapter = this.data.chapters.findLast((each) => each.start <= time + 0.01);
    this.box.classList.toggle('playing', playing);
    this.find('play').setAttribute('aria-label', playing ? this.data.say.pause : this.data.say.play);
    this.find('now').textContent = clock(time);
    this.find('chapter').textContent = chapter?.title ?? '';
    this.find('head').style.left = `${(100 * Math.min(time, this.duration)) / this.duration}%`;
    const line = this.find('line');
    line.setAttribute('aria-valuenow', Math.round(time));
    line.setAttribute('aria-valuetext', [clock(time), chapter?.title].filter(Boolean).join(', '));
    document.dispatchEvent(new CustomEvent('lecture:time', { detail: { time, playing } }));
  }

  frame = () => {
    if (this.audio.paused) return;
    const time = this.audio.currentTime;
    if (this.until !== null && time >= this.until) this.audio.pause();
    if (this.skipping && this.until === null) {
      const silence = this.data.silences.find(([start, end]) => time > start + LEAD && time < end - 2 * LEAD);
      if (silence) this.audio.currentTime = silence[1] - LEAD;
    }
    this.tick();
    requestAnimationFrame(this.frame);
  };

  // The sound

  async load() {
    const address = new URL(this.data.sound, document.baseURI), wanted = this.data.sound;
    this.note('');
    while (!this.leaving.signal.aborted && this.data.sound === wanted) {
      let answer;
      try {
        answer = await fetch(address, { headers: { Range: 'bytes=0-0' }, signal: this.leaving.signal });
      } catch (error) {
        if (this.leaving.signal.aborted) return;
        this.note(this.data.say.unreachable);
        await pause(2000);
        continue;
      }
      if (answer.ok) return this.ready(address);
      const said = await answer.json().catch(() => ({}));
      if (answer.status !== 503) return this.note(said.error ?? this.data.say.silent);
      this.note(said.error ?? fill(this.data.say.preparing, { percent: Math.round(100 * (said.preparing ?? 0)) }));
      await pause(1000);
    }
  }

  ready(address) {
    this.note('');
    this.audio.src = address;
    this.setSpeed(Number(this.find('speed').value));
    const at = this.asked?.start ?? Number(stored(`at:${this.data.lecture}`) ?? 0);
    if (at > 0 && at < this.duration - 1) this.audio.currentTime = at;
    if (this.asked) this.play(this.asked);
  }

  play({ start, end, sound }) {
    if (sound && bare(sound) !== bare(this.data.sound)) {   // of another lecture
      this.audio.removeAttribute('src');
      this.data.sound = sound;
      this.findCaptions();
      this.asked = { start, end };
      this.load();
    }
    this.until = end === null || end === undefined ? null : end + TAIL;
    if (!this.audio.getAttribute('src')) {
      this.asked = { start, end };
      return this.tick();
    }
    this.asked = null;
    this.audio.currentTime = start;
    this.start();
  }

  start() {
    this.audio.play().catch((error) => {   // the browser wants the page to be touched first, or the next press came before
      if (error.name !== 'AbortError') this.note(this.data.say.silent);
    });
  }

  toggle() {
    if (!this.audio.paused) return this.audio.pause();
    this.until = null;
    this.start();
  }

  move(seconds) {
    this.until = null;
    this.audio.currentTime = Math.max(0, Math.min(this.audio.currentTime + seconds, this.duration));
    this.tick();
  }

  setSpeed(speed) {
    this.find('speed').value = speed;
    this.audio.defaultPlaybackRate = this.audio.playbackRate = speed;
    store('speed', speed);
  }

  setSkipping(on) {
    this.skipping = on;
    this.find('skip').setAttribute('aria-pressed', on);
    store('skip', on ? 'yes' : 'no');
  }

  // The captions: a real track of the sound, whose cues the browser tells of and we show

  setCaptions(on) {
    this.captioned = on;
    this.find('captions').setAttribute('aria-pressed', on);
    store('captions', on ? 'yes' : 'no');
    this.findCaptions();
  }

  // Those of the lecture that is shown, where they are wanted, and no other is heard.
  findCaptions() {
    const wanted = this.captioned && bare(this.data.sound) === this.own ? this.data.captions : '';
    if (bare(wanted) === bare(this.wanted)) return;
    this.wanted = wanted;
    this.find('caption').hidden = !wanted;
    this.find('caption').textContent = '';
    this.loadCaptions();
  }

  // What stands there stays until the new ones have come.
  loadCaptions() {
    this.track?.remove();
    this.track = null;
    if (!this.wanted) return;
    const track = this.track = Object.assign(document.createElement('track'), { kind: 'captions', srclang: this.data.lang });
    this.loaded = (this.loaded ?? 0) + 1;   // else the browser takes those of before
    track.src = new URL(`${this.wanted}&load=${this.loaded}`, document.baseURI);
    this.audio.append(track);
    track.track.mode = 'hidden';
    for (const [target, name] of [[track, 'load'], [track.track, 'cuechange']]) {
      target.addEventListener(name, () => track === this.track && this.drawCaption(track.track.activeCues));
    }
  }

  // Who writes goes on writing: not at each word.
  renewCaptions() {
    clearTimeout(this.renewal);
    this.renewal = setTimeout(() => this.loadCaptions(), SETTLED);
  }

  drawCaption(cues) {
    this.find('caption').textContent = [...(cues ?? [])].map((cue) => cue.getCueAsHTML().textContent).join('\n');
  }

  note(text) {
    this.find('note').textContent = text;
    this.find('note').hidden = !text;
  }

  // What the student does

  listen() {
    const signal = this.leaving.signal, on = (target, name, act) => target.addEventListener(name, act, { signal });
    const press = (part, act) => on(this.find(part), 'click', (event) => {
      act();
      if (event.detail) event.currentTarget.blur();   // pressed by hand: Space plays again, and does not repeat this
    });
    press('play', () => this.toggle());
    press('back', () => this.move(-STEP));
    press('forth', () => this.move(STEP));
    press('captions', () => this.setCaptions(!this.captioned));
    press('skip', () => this.setSkipping(!this.skipping));
    press('help', () => this.help());
    on(this.find('speed'), 'change', (event) => {
      this.setSpeed(Number(event.target.value));
      event.target.blur();
    });
    for (const name of ['play', 'pause', 'seeked', 'ended']) on(this.audio, name, () => this.tick());
    on(this.audio, 'play', () => requestAnimationFrame(this.frame));
    on(this.audio, 'play', () => this.track?.readyState === HTMLTrackElement.ERROR && this.loadCaptions());
    on(this.audio, 'pause', () => { this.until = null; this.remember(); });
    on(this.audio, 'timeupdate', () => document.hidden && this.frameOnce());
    on(this.audio, 'playing', () => this.note(''));
    on(this.audio, 'durationchange', () => this.data.duration || this.label());
    on(window, 'pagehide', () => this.remember());
    on(document, 'lecture:play', (event) => this.play(event.detail));
    on(document, 'lecture:where', () => this.tick());
    on(document, 'lecture:edited', () => this.renewCaptions());
    on(document, 'click', (event) => this.followLink(event));
    on(document, 'keydown', (event) => this.key(event));
    on(document, 'pointerdown', (event) => {   // beside it
      if (!event.composedPath().some((each) => each === this.find('keys') || each === this.find('help'))) this.help(false);
    });
    this.listenToLine(on);
    this.listenToSystem();
  }

  frameOnce() {   // no frames are drawn while the page is hidden; a stretch ends all the same
    if (this.until !== null && this.audio.currentTime >= this.until) this.audio.pause();
  }

  listenToLine(on) {
    const line = this.find('line');
    const timeAt = (event) => {
      const box = line.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      return { time: share * this.duration, perPixel: this.duration / box.width };
    };
    on(line, 'pointerdown', (event) => {
      if (event.button) return;
      line.setPointerCapture(event.pointerId);
      this.seek(this.snapped(timeAt(event)));
    });
    on(line, 'pointermove', (event) => {
      const place = timeAt(event);
      if (line.hasPointerCapture(event.pointerId)) this.seek(place.time);
      this.tip(place, event);
    });
    on(line, 'pointerleave', () => { this.find('tip').hidden = true; });
    on(line, 'keydown', (event) => {
      const steps = { ArrowLeft: -SMALL_STEP, ArrowDown: -SMALL_STEP, ArrowRight: SMALL_STEP, ArrowUp: SMALL_STEP, PageUp: 60, PageDown: -60 };
      if (event.key in steps) this.move(steps[event.key]);
      else if (event.key === 'Home') this.seek(0);
      else if (event.key === 'End') this.seek(this.duration - 0.1);
      else return;
      event.preventDefault();
    });
  }

  seek(time) {
    this.until = null;
    if (this.audio.getAttribute('src')) this.audio.currentTime = time;
    else this.asked = { start: time, end: null };
    this.tick();
  }

  nearest({ time, perPixel }) {
    let found = null;
    for (const mark of this.data.marks) {
      const apart = Math.abs(mark.at - time) / perPixel;
      if (apart <= NEAR && (!found || apart < found.apart)) found = { ...mark, apart };
    }
    return found;
  }

  snapped(place) {
    return this.nearest(place)?.at ?? place.time;
  }

  tip(place, event) {
    const tip = this.find('tip'), mark = this.nearest(place), box = this.find('line').getBoundingClientRect();
    const chapter = this.data.chapters.findLast((each) => each.start <= place.time);
    tip.textContent = [clock(mark?.at ?? place.time), chapter?.title, mark && (mark.text || this.data.say.unheard)].filter(Boolean).join('\n');
    tip.hidden = event.pointerType === 'touch';
    const half = tip.offsetWidth / 2;
    tip.style.left = `${Math.min(Math.max(event.clientX - box.left, half), Math.max(half, box.width - half))}px`;
  }

  listenToSystem() {   // headphones' buttons, and a phone's locked screen
    const system = navigator.mediaSession;
    if (!system) return;
    system.setActionHandler('play', () => this.toggle());
    system.setActionHandler('pause', () => this.toggle());
    system.setActionHandler('seekbackward', () => this.move(-STEP));
    system.setActionHandler('seekforward', () => this.move(STEP));
  }

  followLink(event) {
    const link = event.composedPath().find((each) => each.matches?.('a[href^="#t="]'));
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    const [start, end] = link.getAttribute('href').slice(3).split(',').map(Number);
    if (Number.isFinite(start)) this.play({ start, end, sound: link.dataset.sound });
  }

  key(event) {
    const target = event.composedPath()[0], is = (kinds) => Boolean(target.closest?.(kinds));
    if (event.defaultPrevented || withCommand(event) || writes(event)) return;
    const acts = {
      ' ': () => !is(PRESSED_BY_SPACE) && this.toggle(),
      k: () => this.toggle(),
      j: () => this.move(-STEP),
      l: () => this.move(STEP),
      t: () => Boolean(this.data.captions) && this.setCaptions(!this.captioned),
      ArrowLeft: () => !is(MOVED_BY_ARROWS) && this.move(-SMALL_STEP),
      ArrowRight: () => !is(MOVED_BY_ARROWS) && this.move(SMALL_STEP),
      '<': () => this.faster(-1),
      '>': () => this.faster(1),
      '?': () => this.help(),
      Escape: () => !this.find('keys').hidden && this.help(false),
    };
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act && act() !== false) event.preventDefault();
  }

  faster(steps) {
    const at = SPEEDS.indexOf(this.audio.playbackRate) + steps;
    if (SPEEDS[at]) this.setSpeed(SPEEDS[at]);
  }

  help(open = this.find('keys').hidden) {
    this.find('keys').hidden = !open;
    this.find('help').setAttribute('aria-expanded', open);
  }

  remember() {
    if (this.audio.getAttribute('src') && this.data.lecture) store(`at:${this.data.lecture}`, this.audio.currentTime.toFixed(1));
  }

  leave() {
    this.remember();
    this.leaving.abort();
    clearTimeout(this.renewal);
    this.height.disconnect();
    this.sticking.disconnect();
    this.audio.pause();
    this.audio.removeAttribute('src');
    delete this.root.player;
  }
}

// The address of a sound, whatever tongue its route answers in.
function bare(sound = '') {
  return sound.replace(/&lang=\w+/, '');
}

function shortcut(keys, what) {
  const pressed = keys.flatMap((key, i) => (i ? [' ', element('kbd', '', key)] : [element('kbd', '', key)]));
  return element('div', '', element('dt', '', ...pressed), element('dd', '', what));
}
