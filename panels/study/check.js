// Check yourself: at the end of a chapter a question on it, folded; the answer is shown when it is asked for.

function drawCheck({ question, answer, start, end }, transcript) {
  const { say } = transcript, quoted = (kind, text) => transcript.inItsTongue(element(kind, '', text));
  const place = placeLink('lt-time', start, end, `▶ ${clock(start)}`);
  place.setAttribute('aria-label', fill(say.playFrom, { time: clock(start) }));
  const told = element('p', 'lt-told', quoted('strong', answer), ' ', place);
  told.setAttribute('role', 'status');
  const show = button('lt-small', say.showAnswer, () => {
    show.replaceWith(told);
    place.focus({ preventScroll: true });
  });
  return element('details', 'lt-check', element('summary', '', say.checkYourself), quoted('p', question), show);
}
