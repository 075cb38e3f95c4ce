// Before the first paint: remember the chosen theme, tell the style sheet that scripts run.
(function (root) {
  root.classList.add('js');
  try {
    var theme = localStorage.getItem('pmsite-theme');
    if (theme === 'dark' || theme === 'light') root.dataset.theme = theme;
  } catch (e) { /* storage is blocked: the system's preference holds */ }
})(document.documentElement);
