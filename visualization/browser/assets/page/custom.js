// Loaded by the page before any widget. anywidget gives up on a widget that is not there two seconds after it was
// announced, and then takes none of its messages for good: too strict for a slow or busy computer that opens a page.
const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (ms) => timeout(Math.max(ms, 60_000));

// Vuetify 2 marks some parts up in ways that screen readers cannot use, and has no switch for it. They are mended
// where they appear: a field that opens a list is itself the box, and what unfolds says so on its button.
function move(from, to, names) {
  for (const name of names) {
    const value = from.getAttribute(name);
    if (value === null) continue;
    if (to && to.getAttribute(name) !== value) to.setAttribute(name, value);
    from.removeAttribute(name);
  }
}
function mend() {
  const shell = document.querySelector('.shell[lang]');
  if (shell && document.documentElement.lang !== shell.lang) document.documentElement.lang = shell.lang;
  for (const slot of document.querySelectorAll('.v-select .v-input__slot[role], .v-select .v-input__slot[aria-expanded]')) {
    const field = slot.querySelector('input:not([type=hidden])');
    if (!field) continue;
    move(slot, field, ['aria-haspopup', 'aria-expanded', 'aria-owns']);
    slot.removeAttribute('role');
    field.setAttribute('role', 'combobox');
    if (field.hasAttribute('aria-owns')) move(field, null, ['aria-owns']);
  }
  for (const panel of document.querySelectorAll('.v-expansion-panel[aria-expanded]'))
    move(panel, panel.querySelector('.v-expansion-panel-header'), ['aria-expanded']);
  for (const bar of document.querySelectorAll('[role=progressbar]:not([aria-label])')) {
    const before = bar.previousElementSibling;
    bar.setAttribute('aria-label', (before && before.textContent) || document.title);
  }
  if (going && (!going.isConnected || going.getAttribute('aria-pressed') === 'true')) arrive();
}
let due = 0;
new MutationObserver(() => { due ||= requestAnimationFrame(() => { due = 0; mend(); }); }).observe(document, {
  subtree: true, childList: true, attributes: true, attributeFilter: ['role', 'aria-expanded', 'aria-pressed', 'lang'],
});

// A page takes a moment to come: the button that was pressed says at once that it was heard.
let going = null;
let patience = 0;
function arrive() {
  clearTimeout(patience);
  going?.classList.remove('going');
  going = null;
  document.getElementById('content')?.removeAttribute('aria-busy');
}
document.addEventListener('click', (event) => {
  const skip = event.target.closest('.skip');
  if (skip) {
    event.preventDefault();  // the address holds the page's settings, and stays as it is
    document.getElementById('content')?.focus();
  }
  const button = event.target.closest('.heading-pages .heading-button:not(.pressed)');
  if (!button) return;
  arrive();
  going = button;
  button.classList.add('going');
  document.getElementById('content')?.setAttribute('aria-busy', 'true');
  patience = setTimeout(arrive, 20_000);
}, true);

// A connection that is lost is tried again as soon as the server answers, for as long as it takes: left alone, the tries
// grow ever rarer and then end for good. Pages of one room do not all come at the same moment.
const LOOK = 1500;
async function reconnect() {
  const kernel = window.solara?.debug?.kernel?.();
  if (kernel && !kernel.isDisposed && kernel.connectionStatus !== 'connected') {
    try {
      const answer = await fetch(`${solara.rootPath}/readyz`, { cache: 'no-store', signal: timeout(LOOK) });
      if (answer.ok && kernel.connectionStatus !== 'connected') await kernel.reconnect();
    } catch { /* not yet */ }
  }
  setTimeout(reconnect, LOOK * (1 + Math.random() / 2));
}
setTimeout(reconnect, LOOK);
