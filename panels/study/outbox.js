// The outbox: parts of a recording on their way to the server, in their order. Each stays in this browser, whatever
// becomes of the page, until the server has it. The recorder follows in the same module.

const PATIENCE = 20000; // ms for one part to be answered
const REST = [500, 1000, 2000, 4000, 8000]; // ms before the next try
const FOR_GOOD = [404, 409]; // answers that another try would not change, where they are our server's own
const KEPT = 30 * 24 * 3600 * 1000; // ms, as the server keeps what was broken off

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const opened = () =>
  new Promise((done, fail) => {
    const request = indexedDB.open("lecture-recorder", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("parts", { keyPath: ["recording", "at"] });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

let base; // a promise of the database

const inBase = async (mode, act) => {
  const transaction = (await (base ??= opened())).transaction("parts", mode);
  const request = act(transaction.objectStore("parts"));
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done(request.result);
    transaction.onabort = transaction.onerror = () => fail(transaction.error);
  });
};

// A window that keeps nothing, as some private ones, records all the same: its parts are held in memory alone.
const kept = (mode, act) => inBase(mode, act).catch((error) => console.warn("Not kept in this browser:", error));
const forget = ({ recording, at }) => kept("readwrite", (parts) => parts.delete([recording, at]));

// Hold a recording as this page's to send, for as long as the page lives; nothing happens where another page holds it.
const hold = (recording, act) =>
  navigator.locks?.request(`recording ${recording}`, { ifAvailable: true }, (lock) => {
    if (!lock) return null;
    act?.();
    return new Promise(() => {});
  });

class Outbox {
  // `address` of a part; `answered` is called with a part and what the server said, `changed` after each try.
  constructor(address, answered, changed) {
    Object.assign(this, { address, answered, changed });
    this.parts = [];
    this.away = false; // whether it was tried more than once in vain
    this.why = ""; // and what the server says of that, where it is there and says something
    this.busy = false;
    this.wake = () => {};
    addEventListener("online", () => this.wake());
    addEventListener("beforeunload", (event) => this.parts.length && event.preventDefault());
  }

  // A part without sound says that the recording has ended.
  add(part) {
    kept("readwrite", (parts) => parts.put(part));
    this.parts.push(part);
    this.send();
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    for (let tries = 0; this.parts.length; ) {
      const part = this.parts[0];
      const answer = await this.try(part);
      tries = answer.again ? tries + 1 : 0;
      this.away = tries > 1;
      this.why = answer.again ? answer.error : "";
      if (!answer.again) {
        const gone = answer.ok ? [part] : this.parts.filter((other) => other.recording === part.recording);
        this.parts = this.parts.filter((other) => !gone.includes(other));
        await Promise.all(gone.map(forget));
        this.answered(part, answer);
      }
      this.changed();
      if (answer.again) await Promise.race([sleep(REST[Math.min(tries, REST.length) - 1]), this.woken()]);
    }
    this.busy = false;
  }

  woken() {
    return new Promise((done) => (this.wake = done));
  }

  // Whether the server has it; if not, why not, for good: gone where it had what came before, and has it no more.
  // Or that it is worth another try, as where a disk or a notebook is full: until then the part stays here.
  async try(part) {
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(this.address(part), { method: "POST", body: part.sound, signal });
      if (answer.ok) return { ok: true };
      const { error, size } = await answer.json();
      if (!FOR_GOOD.includes(answer.status)) return { again: true, error };
      return { ok: false, error, gone: part.at > 0 && (answer.status === 404 || size !== undefined) };
    } catch {
      return { again: true }; // no network, no server, no answer in time, or another's
    }
  }

  // Send what pages that are no more have left in this browser for a notebook.
  async rescue(notebook) {
    const left = (await kept("readonly", (parts) => parts.getAll())) ?? [];
    for (const recording of new Set(left.map((part) => part.recording))) {
      const parts = left.filter((part) => part.recording === recording);
      if (Date.now() - new Date(parts[0].begun) > KEPT) parts.forEach(forget);
      else if (parts[0].notebook === notebook)
        hold(recording, () => {
          this.parts.push(...parts.map((part) => ({ ...part, rescued: true })));
          this.send();
        });
    }
  }
}
