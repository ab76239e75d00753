// Put it right: a sentence is written anew where it stands, and what may have been misheard is listed to be checked.

class Corrector {
  constructor(transcript) {
    this.transcript = transcript;
    this.on = false;
  }

  get can() { return Boolean(this.transcript.data.write); }

  tools() { return []; }

  show() {}

  setOn(on) { this.on = on; }

  open() {}

  leave() {}
}
