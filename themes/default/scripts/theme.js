// Before the first paint: remember the chosen theme, tell the style sheet that scripts run and that something is sought.
const { classList, dataset } = document.documentElement;
classList.add('js');
try {
  const theme = localStorage.getItem('pmsite-theme');
  if (theme) dataset.theme = theme;
  // On the search page: a query is there already, so the examples need not be drawn.
  if (/[?&]q=./.test(location.search) || history.state?.text || sessionStorage.pmsite_query) classList.add('asked');
} catch { /* storage is blocked: the system's preference holds */ }
// Until the search script is there, Enter waits.
addEventListener('submit', event => { window.pmsite || event.preventDefault(); });
