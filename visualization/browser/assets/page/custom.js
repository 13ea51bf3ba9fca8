// Loaded by the page before any widget. anywidget gives up on a widget that is not there two seconds after it was
// announced, and then takes none of its messages for good: too strict for a slow or busy computer that opens a page.
const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (ms) => timeout(Math.max(ms, 60_000));
