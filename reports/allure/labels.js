// Allure draws some buttons as an icon alone, which a screen reader cannot name: their test ids say what they do.
// Others have a text and a name that is another one: what is read aloud is to be what is seen (WCAG 2.2, 2.5.3).
(() => {
  const label = () => {
    for (const button of document.querySelectorAll("button[aria-label]")) {
      const seen = button.textContent.trim();
      if (seen !== "" && !button.getAttribute("aria-label").includes(seen)) {
        button.removeAttribute("aria-label");
      }
    }
    for (const button of document.querySelectorAll("button:not([aria-label])")) {
      if (button.textContent.trim() === "" && !button.title) {
        const named = button.closest("[data-testid]");
        button.setAttribute("aria-label", named ? named.dataset.testid.replace(/-/g, " ") : "more");
      }
    }
  };
  let waiting = false;
  new MutationObserver(() => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        label();
      });
    }
  }).observe(document, { childList: true, subtree: true });
})();
