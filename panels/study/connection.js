// Says when the app cannot be reached, for longer than a moment, and until it can.

const MOMENT = 1500;   // milliseconds in which a connection that broke off is there again without a word
const AWAY = ['PINGING_SERVER', 'CONNECTING'];
const AT_HOME = ['localhost', '127.0.0.1', '[::1]'];

export default function ({ data, parentElement }) {
  const app = document.querySelector('[data-testid=stApp]'), note = parentElement.querySelector('.away');
  const [what, then] = note.children;
  let waits;

  const say = () => {
    note.showPopover();   // before it has words: a screen reader tells what comes into what is there
    what.textContent = data.away;
    then.textContent = AT_HOME.includes(location.hostname) ? `${data.kept} ${data.closed}` : data.kept;
  };
  const hush = () => {
    clearTimeout(waits);
    waits = undefined;
    if (note.matches(':popover-open')) note.hidePopover();
    what.textContent = then.textContent = '';
  };
  const look = () => {
    if (!AWAY.includes(app.dataset.testConnectionState)) return hush();
    waits ??= setTimeout(say, MOMENT);
    // Streamlit's dialog takes the keyboard from all else while it is open, even unseen; closed, it stays so.
    document.querySelector('[data-testid=stDialog] button[aria-label=Close]')?.click();
  };

  const watch = new MutationObserver(look);
  watch.observe(app, { attributes: true, attributeFilter: ['data-test-connection-state'] });
  watch.observe(document.body, { childList: true });
  look();
  return () => {
    watch.disconnect();
    hush();
  };
}
