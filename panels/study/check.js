// Check yourself: at the end of a chapter a question on it, folded; the answer is shown when it is asked for.

function drawCheck({ question, answer, start, end }, say) {
  const place = placeLink('lt-time', start, end, `▶ ${clock(start)}`);
  place.setAttribute('aria-label', fill(say.playFrom, { time: clock(start) }));
  const told = element('p', 'lt-told', element('strong', '', answer), ' ', place);
  told.setAttribute('role', 'status');
  const show = button('lt-small', say.showAnswer, () => {
    show.replaceWith(told);
    place.focus({ preventScroll: true });
  });
  return element('details', 'lt-check', element('summary', '', say.checkYourself), element('p', '', question), show);
}
