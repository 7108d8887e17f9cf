// What the pages can do beyond links and forms: rows and their words light up together, days are chosen by dragging.
"use strict";

(() => {
  const lit = (row, on) => {
    for (const element of document.querySelectorAll(`[data-row="${CSS.escape(row)}"]:not(a)`)) element.classList.toggle("on", on);
  };
  const rowOf = (event) => event.target.closest?.("[data-row]")?.dataset.row;
  let current = null;
  const point = (event) => {
    const row = rowOf(event);
    if (row === current) return;
    if (current) lit(current, false);
    current = row ?? null;
    if (current) lit(current, true);
  };
  for (const kind of ["pointerover", "focusin", "pointerdown"]) document.addEventListener(kind, point);

  // Words inside a folded passage: what a link points at is unfolded.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest("details");
    if (folded && !folded.open) {
      folded.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", unfold);
  unfold();

  const seconds = (day) => Date.parse(`${day}T00:00:00Z`) / 1000;
  const day = (value) => new Date(value * 1000).toISOString().slice(0, 10);
  const DAY = 86400;

  const filled = (timeline) => {
    const [days, said, done] = [[], [], []];
    for (const one of timeline) {
      const at = seconds(one.day);
      if (Number.isNaN(at)) continue;
      // A gap of a day or more is a day without anything, not a line across it.
      for (let next = days.length ? days[days.length - 1] + DAY : at; next < at; next += DAY) {
        days.push(next); said.push(0); done.push(0);
        if (days.length > 40000) return null;
      }
      days.push(at); said.push(one.statements); done.push(one.events);
    }
    return [days, said, done];
  };

  const choose = (form, since, until) => {
    form.elements.since.value = since;
    form.elements.until.value = until;
    form.requestSubmit();
  };

  const draw = (place, data) => {
    const form = document.getElementById("when");
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue(name).trim();
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
    const bars = uPlot.paths.bars({ size: [0.86, 40] });
    const stacked = [data[0], data[1].map((n, i) => n + data[2][i]), data[1]];
    const chart = new uPlot({
      width: place.clientWidth, height: 190, ms: 1e-3,
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"),
      padding: [8, 4, 0, 0],
      legend: { live: true },
      cursor: { y: false, drag: { x: true, y: false, setScale: false } },
      scales: { x: { time: true, range: (_, low, high) => [low - DAY * 0.6, high + DAY * 0.6] }, y: { range: (_, low, high) => [0, Math.max(high, 1)] } },
      axes: [{ ...axis, space: 70 }, { ...axis, size: 48, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] }],
      series: [
        { label: "day", value: (_, at) => (at == null ? "–" : day(at)) },
        { label: "events", paths: bars, points: { show: false }, fill: colour("--done"), width: 0, value: (_, n, s, i) => (i == null ? "–" : data[2][i]) },
        { label: "statements", paths: bars, points: { show: false }, fill: colour("--said"), width: 0, value: (_, n, s, i) => (i == null ? "–" : data[1][i]) },
      ],
      hooks: {
        setSelect: [(u) => {
          if (!form || u.select.width < 4) return;
          const from = u.posToVal(u.select.left, "x"), to = u.posToVal(u.select.left + u.select.width, "x");
          // A day's bar stands around its midnight: every day that the selection touches is chosen.
          const first = data[0].find((at) => at >= from - DAY / 2), last = data[0].findLast((at) => at <= to + DAY / 2);
          if (first !== undefined && last !== undefined && first <= last) choose(form, day(first), day(last));
        }],
      },
    }, stacked, place);
    place.classList.add("ready");
    new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: 190 })).observe(place.parentElement);
    return chart;
  };

  let charts = [];
  const timelines = async () => {
    for (const figure of document.querySelectorAll("[data-timeline]")) {
      const place = figure.querySelector(".drawn");
      if (typeof uPlot === "undefined" || place.children.length === 0 || place.classList.contains("ready")) continue;
      const answer = await fetch(figure.dataset.timeline);
      if (!answer.ok) continue;
      const twin = await answer.json();
      const data = filled(twin.timeline ?? twin.days ?? []);
      if (!data || data[0].length < 2) continue;
      place.replaceChildren();
      charts.push([place, data, draw(place, data)]);
    }
  };
  addEventListener("DOMContentLoaded", timelines);
  if (document.readyState !== "loading") timelines();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    charts = charts.map(([place, data, chart]) => {
      chart.destroy();
      return [place, data, draw(place, data)];
    });
  });
})();
