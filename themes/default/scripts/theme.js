// Before the first paint: remember the chosen theme, tell the style sheet that scripts run and that something is sought.
(function (root) {
  root.classList.add('js');
  try {
    var theme = localStorage.getItem('pmsite-theme');
    if (theme === 'dark' || theme === 'light') root.dataset.theme = theme;
    // On the search page: a query is there already, so the examples need not be drawn.
    if (/[?&]q=./.test(location.search) || (history.state || {}).text || sessionStorage.getItem('pmsite-query')) root.classList.add('asked');
  } catch (e) { /* storage is blocked: the system's preference holds */ }
})(document.documentElement);
