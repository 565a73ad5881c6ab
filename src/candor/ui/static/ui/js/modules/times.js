// Relative times stay true while a page is open. Older ones than a day do not change within a sitting.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const inWords = (age) => {
  if (age < 45_000) return words.now;
  if (Math.round(age / MINUTE) < 60) return words.minutes.replace("0", Math.max(1, Math.round(age / MINUTE)));
  return words.hours.replace("0", Math.round(age / HOUR));
};

const refresh = () => {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const age = Date.now() - Date.parse(time.dateTime);
    if (age >= 0 && age < 6 * HOUR) time.textContent = inWords(age);
  }
};

setInterval(() => { if (!document.hidden) refresh(); }, MINUTE);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
