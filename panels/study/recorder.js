// The recorder: the microphone's sound goes to the server in parts while it grows, by the outbox. One recorder a page:
// it records on while Streamlit draws its panel anew, or draws another, and then a badge says so.

const PART = 2000; // ms of sound in a part
const LARGEST = 4 * 2 ** 20; // bytes of a part, if the browser was asleep and hands over much at once
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"]; // the first that the browser can
const BITS = 64000; // a second
const SOUND = { autoGainControl: true, echoCancellation: false, noiseSuppression: false }; // a voice afar is no noise
const REFUSED = { NotAllowedError: "refused", NotFoundError: "missing" };
const SILENT = -65; // decibels below full scale, under which nobody speaks
const SILENCE = 8000; // ms after which that is said
const TWICE = 600; // ms in which a second press is one too many
const UNKNOWN = 3000; // ms after which Python is told again

const still = matchMedia("(prefers-reduced-motion: reduce)");

class Recorder {
  phase = "idle"; // asking, recording, paused, sending, kept
  trouble = ""; // which of the words says what is wrong, or a sentence of the server's
  spoken = 0; // ms until the last pause
  since = 0; // when that ended
  loud = 0; // when something was heard last

  get on() {
    return this.phase === "recording" || this.phase === "paused";
  }

  get passed() {
    return this.spoken + (this.phase === "recording" ? performance.now() - this.since : 0);
  }

  async start() {
    if (!navigator.mediaDevices || !window.MediaRecorder) return this.turn("idle", "unable");
    this.turn("asking");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: SOUND });
    } catch (error) {
      return this.turn("idle", REFUSED[error.name] ?? "busy");
    }
    this.stream.getAudioTracks()[0].onended = () => this.stop("lost");
    this.listen();
    this.spoken = 0;
    this.begin();
    this.since = this.loud = performance.now();
    this.turn("recording");
    this.stayAwake();
    this.clock = setInterval(() => page.draw(), 500);
  }

  // A recording of its own on the server; a second one where the first was taken from under it.
  begin() {
    this.id = crypto.randomUUID();
    hold(this.id);
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const [kind] = mimeType.split(";");
    const about = { recording: this.id, notebook: page.data.notebook, kind, begun: now() };
    const before = this.passed;
    let at = 0;
    const send = (sound) => {
      outbox.add({ ...about, at, sound, seconds: Math.round((this.passed - before) / 1000) });
      at += sound?.size ?? 0;
    };
    this.recorder = new MediaRecorder(this.stream, { mimeType, audioBitsPerSecond: BITS });
    this.recorder.ondataavailable = ({ data }) => {
      for (let start = 0; start < data.size; start += LARGEST) send(data.slice(start, start + LARGEST));
    };
    this.recorder.onstop = () => (at ? send(null) : this.turn("idle", this.trouble || "nothing"));
    this.recorder.onerror = () => this.stop("lost");
    this.recorder.start(PART);
  }

  pause() {
    if (this.phase === "recording") {
      this.spoken = this.passed;
      this.recorder.pause();
      this.recorder.requestData();
      this.turn("paused", this.trouble);
    } else {
      this.since = this.loud = performance.now();
      this.recorder.resume();
      this.turn("recording", this.trouble);
    }
  }

  stop(trouble = "") {
    if (!this.on) return;
    this.spoken = this.passed;
    this.turn("sending", trouble);
    this.close();
  }

  close() {
    clearInterval(this.clock);
    if (this.recorder.state !== "inactive") this.recorder.stop(); // hands over the last part, then ends
    for (const track of this.stream.getTracks()) track.stop();
    this.sound.close();
    this.lock?.release();
  }

  // What the server said to a part of this page's.
  answered(part, answer) {
    if (part.recording !== this.id) return;
    if (answer.ok) {
      if (part.sound) return;
      page.untold = !page.view;
      this.turn(page.view ? "kept" : "idle", this.trouble);
    } else if (answer.gone && this.on) {
      this.again();
    } else {
      const { on } = this;
      this.id = ""; // what is still sent of it is refused as well, and nothing more is said of that
      this.turn("idle", answer.gone ? "taken" : answer.error);
      if (on) this.close();
    }
  }

  again() {
    this.recorder.ondataavailable = this.recorder.onstop = null;
    this.recorder.stop();
    this.begin();
    if (this.phase === "paused") this.recorder.pause();
    this.turn(this.phase, "taken");
  }

  turn(phase, trouble = "") {
    Object.assign(this, { phase, trouble });
    page.tell();
    page.draw();
  }

  listen() {
    this.sound = new AudioContext();
    this.sound.resume();
    this.ear = this.sound.createAnalyser();
    this.sound.createMediaStreamSource(this.stream).connect(this.ear);
    this.samples = new Float32Array(this.ear.fftSize);
  }

  // How loud it is now, in decibels below full scale.
  get level() {
    this.ear.getFloatTimeDomainData(this.samples);
    const level = 10 * Math.log10(this.samples.reduce((sum, one) => sum + one * one, 1e-9) / this.samples.length);
    if (level > SILENT || this.sound.state !== "running") this.loud = performance.now();
    return level;
  }

  get silent() {
    return this.phase === "recording" && this.level < SILENT && performance.now() - this.loud > SILENCE;
  }

  // A phone whose screen goes dark may end the recording.
  async stayAwake() {
    try {
      this.lock = await navigator.wakeLock?.request("screen");
    } catch (error) {
      console.info("The screen may go dark:", error);
    }
  }
}

// The moment by the student's own clock and calendar, without a time zone.
const now = () => {
  const moment = new Date();
  return new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
};

const clock = (ms) => {
  const seconds = Math.floor(ms / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
};

// Only what is new: what a screen reader has read it need not read again.
const put = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

class View {
  constructor(root) {
    this.root = root;
    for (const name of ["recorder", "main", "label", "pause", "heard", "time", "level", "said", "trouble"])
      this[name] = root.querySelector(`.${name}`);
    this.main.onclick = () => this.press();
    this.pause.onclick = () => recorder.pause();
  }

  press() {
    if (performance.now() - (this.pressed ?? -TWICE) < TWICE) return;
    this.pressed = performance.now();
    recorder.on ? recorder.stop() : recorder.start();
  }

  draw() {
    const { phase, on, trouble } = recorder;
    const { words } = page.data;
    this.recorder.dataset.phase = phase;
    this.main.disabled = phase === "asking" || phase === "sending";
    put(this.label, words[on ? "stop" : phase === "kept" ? "another" : "record"]);
    this.pause.hidden = !on;
    put(this.pause, words[phase === "paused" ? "resume" : "pause"]);
    this.heard.hidden = phase === "idle" || phase === "asking";
    put(this.time, clock(recorder.passed));
    put(this.said, recorder.silent ? words.silent : words[phase]);
    const away = outbox.why ? `${outbox.why} ${words.waits}` : phase !== "idle" && words.away;
    put(this.trouble, (outbox.away && away) || (words[trouble] ?? trouble));
    if (phase === "recording" && !this.moving) this.move();
  }

  move() {
    this.moving = this.main.isConnected && recorder.phase === "recording";
    const loud = this.moving ? Math.min(Math.max(1 + recorder.level / 60, 0), 1) : 0;
    this.level.style.transform = `scaleX(${loud.toFixed(3)})`;
    if (this.moving) still.matches ? setTimeout(() => this.move(), 1000) : requestAnimationFrame(() => this.move());
  }
}

// Where its panel is not drawn, or lies under Streamlit's dialog that the connection is gone, a badge says that it
// records on; press it to end that. The theme's colours are not told there.
const STYLE =
  "position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483647; min-height: 44px; padding: 0 1.1rem;" +
  " border: 2px solid #fff; border-radius: 22px; background: #b3261e; color: #fff; font: 600 1rem sans-serif;" +
  " cursor: pointer";

const badge = {
  button: null,

  draw() {
    const { words } = page.data;
    const wanted = !page.inReach && (recorder.on || recorder.phase === "sending");
    if (wanted && !this.button) {
      this.button = document.body.appendChild(document.createElement("button"));
      Object.assign(this.button, { type: "button", onclick: () => recorder.stop() });
      this.button.style.cssText = STYLE;
      this.button.dataset.reactAriaTopLayer = "true"; // the dialog lets it be pressed
    } else if (!wanted) {
      this.button?.remove();
      this.button = null;
    }
    if (wanted) this.button.style.bottom = `calc(1rem + ${document.querySelector(".lp.below") ? "var(--lecture-player)" : "0px"})`;
    if (wanted) put(this.button, recorder.on ? `${words.elsewhere} · ${clock(recorder.passed)}` : words.sending);
  },
};

// Streamlit's side: the panel as it is drawn now
const page = {
  data: null, // what Python says: the notebook, a key to record into it, the words, and what it knows
  view: null,
  component: null,
  untold: false, // whether a recording ended while no panel was drawn: Python may draw it without knowing that

  get inReach() {
    return this.view && !this.view.root.host.closest("[inert]");
  },

  mount(component) {
    const first = !this.data;
    const { data, parentElement } = component;
    Object.assign(this, { data, component });
    if (this.view?.root !== parentElement) this.view = new View(parentElement);
    this.tell();
    this.draw();
    if (first) outbox.rescue(data.notebook);
    if (this.untold) component.setTriggerValue("rescued", true);
    this.untold = false;
    return () => {
      if (this.component !== component) return; // it was only drawn anew
      this.view = this.component = null;
      if (recorder.phase === "kept") recorder.turn("idle");
      this.draw();
    };
  },

  draw() {
    this.view?.draw();
    badge.draw();
  },

  // Which recording this page has in hand, and whether it is all there: until Python knows, for what is said while the
  // connection is gone is lost.
  tell() {
    clearTimeout(this.later);
    const { id, on, phase } = recorder;
    const value = on || phase === "sending" || phase === "kept" ? { id, kept: phase === "kept" } : null;
    const { known } = this.data;
    if (!this.component || (known?.id === value?.id && known?.kept === value?.kept)) return;
    this.component.setStateValue("recording", value);
    this.later = setTimeout(() => this.tell(), UNKNOWN);
  },

  address({ recording, at, seconds, kind, begun, sound }) {
    const { notebook, key, lang } = this.data;
    const asked = new URLSearchParams(sound ? { key, lang, at, seconds, kind, begun } : { key, lang });
    const path = `notebook/${notebook}/recordings/${recording}${sound ? "" : "/end"}?${asked}`;
    return new URL(path, location.origin + location.pathname);
  },

  rescued() {
    this.untold = !this.component;
    this.component?.setTriggerValue("rescued", true);
  },

  answered(part, answer) {
    if (!part.rescued) recorder.answered(part, answer);
    else if (!outbox.parts.some((other) => other.rescued)) this.rescued();
  },
};

const outbox = new Outbox(
  (part) => page.address(part),
  (part, answer) => page.answered(part, answer),
  () => page.draw(),
);
const recorder = new Recorder();

document.addEventListener("visibilitychange", () => {
  if (document.hidden && recorder.phase === "recording") recorder.recorder.requestData(); // the page may end now
  if (!document.hidden && recorder.on) recorder.stayAwake();
});

export default (component) => page.mount(component);
