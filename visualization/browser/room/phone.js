// A phone in a room. Plain script, so that old browsers and those inside messengers run it; whatever others wrote is
// only ever put in as text.
(function () {
'use strict';
var WORDS = JSON.parse(document.getElementById('words').textContent);
var main = document.getElementById('main');
var status = document.getElementById('status');
var POINTS = 21, WIDTH = 320, HEIGHT = 240;
var language = (navigator.languages || [navigator.language]).concat('zh').map(function (each) { return each.slice(0, 2); })
  .filter(function (each) { return each in WORDS; })[0];
var shown = null, line = null, tries = 0, drawn = null, drawnFor = 0, telling = '', over = false, drawing = false;

function say(key, values) {
  return (WORDS[language][key] || key).replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
}
function make(tag, about, children) {
  var svg = ['svg', 'path', 'line', 'text', 'polygon'].indexOf(tag) >= 0;
  var node = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  Object.keys(about || {}).forEach(function (name) {
    if (name === 'text') node.textContent = about[name];
    else if (name.slice(0, 2) === 'on') node.addEventListener(name.slice(2), about[name]);
    else if (about[name] !== false) node.setAttribute(name, about[name] === true ? '' : about[name]);
  });
  (children || []).forEach(function (each) { if (each) node.appendChild(each); });
  return node;
}
function tell(text) { if (text !== telling) { telling = text; status.textContent = text; } }
var held = false, later = null, openings = {};
var tables = window.cogovTables({
  make: make, say: say, tell: tell,
  language: function () { return language; },
  take: function (next) { take(next); },
  refuse: function (text) { draw(); tell(text); },
  busy: function (is) { main.setAttribute('aria-busy', String(is)); },
  hold: function (is) { held = is; if (!is && later) { var next = later; later = null; take(next); } },
  opened: function (id, usual) { var key = id + shown.task.phase; return key in openings ? openings[key] : usual; },
  toggled: function (event) { if (shown && shown.task) openings[event.target.id + shown.task.phase] = event.target.open; }
});
// What the server shows, in its order: the answer to a move may arrive after news that are younger.
function take(next) {
  var was = shown && shown.task && shown.task.number, now = next.task;
  if (now && now.version !== undefined && was === now.number && shown.task.version > now.version) return;
  if (held && now && was === now.number && shown.task.phase === now.phase) { later = next; return; }
  held = false; later = null;
  shown = next;
  over = shown.closed;
  if (!shown.task && (was || over)) tell('');
  if (telling === say('lost') || telling === say('gone')) tell('');
  if (!drawing || !shown.task || shown.task.stage !== 'open' || shown.task.number !== was) { drawing = false; draw(); }
}
function send(message) { if (line && line.readyState === 1) line.send(JSON.stringify(message)); }

function draw() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.body.dataset.kind = shown && shown.task && !over ? shown.task.kind : '';
  document.title = say('title');
  document.getElementById('title').textContent = say('title');
  document.getElementById('language').textContent = say('other');
  var name = document.activeElement && document.activeElement.id;
  var typed = document.getElementById('name');
  var kept = typed && typed === document.activeElement ? typed.value : null;
  while (main.firstChild) main.removeChild(main.firstChild);
  var parts = document.body.dataset.state !== 'room' ? join() : over ? [make('h2', { text: say('closed') })]
    : !shown ? [make('h2', { text: say('joining') })] : !shown.task ? waiting(kept)
    : shown.task.kind === 'ballot' ? ballot(shown.task) : shown.task.kind === 'tables' ? tables(shown.task) : sketch(shown.task);
  parts.forEach(function (each) { if (each) main.appendChild(each); });
  if (name && document.getElementById(name)) document.getElementById(name).focus();
}
function join() {
  var field = make('input', { type: 'text', id: 'code', inputmode: 'numeric', autocomplete: 'off', maxlength: 6 });
  function go(event) {
    event.preventDefault();
    location.href = '?c=' + encodeURIComponent(field.value.replace(/\D/g, ''));
  }
  return [
    make('h2', { text: say(document.body.dataset.state === 'wrong' ? 'wrong' : 'code') }),
    make('form', { onsubmit: go }, [make('label', { text: say('code_hint') }, [field]),
      make('button', { type: 'submit', class: 'main', id: 'go', text: say('go') })]),
  ];
}
function waiting(kept) {
  var field = make('input', { type: 'text', id: 'name', maxlength: 20, autocomplete: 'off' });
  field.value = kept === null ? shown.name : kept;
  function give(event) { event.preventDefault(); send({ name: field.value }); tell(say('name_taken')); field.blur(); }
  return [make('h2', { text: say('waiting') }), make('p', { class: 'quiet', text: say('waiting_hint') }),
    make('form', { class: 'name', onsubmit: give }, [make('label', { text: say('name') }, [field]),
      make('button', { type: 'submit', id: 'give', text: say('name_give') })])];
}
function ballot(task) {
  var most = task.count ? Math.max.apply(null, task.count.concat(1)) : 1;
  tell(say(task.stage === 'revealed' ? 'revealed' : task.stage === 'locked' ? 'locked' : task.mine === null ? 'vote_hint' : 'voted'));
  return [make('h2', { text: task.question[language] })].concat(task.choices.map(function (choice, place) {
    var parts = [make('span', { text: choice[language] })];
    if (task.count) {
      parts.push(make('span', { text: ' · ' + task.count[place] }));
      var bar = make('span', { class: 'bar' });
      bar.style.width = 100 * task.count[place] / most + '%';
      parts.push(bar);
    }
    return make('button', { type: 'button', class: 'choice', id: 'choice' + place, disabled: task.stage !== 'open',
      'aria-pressed': String(task.mine === place), onclick: function () { send({ task: task.number, answer: place }); } }, parts);
  }));
}
function x(point) { return 30 + point / (POINTS - 1) * (WIDTH - 40); }
function y(task, value) { return 10 + (task.high - value) / (task.high - task.low) * (HEIGHT - 34); }
function path(task, values, colour, about) {
  var d = values.map(function (value, point) { return (point ? 'L' : 'M') + x(point).toFixed(1) + ' ' + y(task, value).toFixed(1); });
  return make('path', Object.assign({ d: d.join(''), fill: 'none', stroke: colour, 'stroke-width': 3 }, about || {}));
}
function band(task, course, colour) {
  var up = course.high.map(function (value, point) { return x(point) + ',' + y(task, value); });
  var down = course.low.map(function (value, point) { return x(point) + ',' + y(task, value); }).reverse();
  return make('polygon', { points: up.concat(down).join(' '), fill: colour, opacity: .2 });
}
function sketch(task) {
  if (drawnFor !== task.number) { drawnFor = task.number; drawn = null; }
  if (!drawing && task.mine) drawn = task.mine.slice();
  var open = task.stage === 'open', parts = [];
  [0, .5, 1].forEach(function (share) {
    var value = task.low + share * (task.high - task.low);
    parts.push(make('line', { x1: 30, x2: WIDTH - 10, y1: y(task, value), y2: y(task, value), stroke: '#d3d9e1' }));
    parts.push(make('text', { x: 26, y: y(task, value) + 4, 'text-anchor': 'end', 'font-size': 12, fill: '#4d5764', text: String(value) }));
  });
  var years = Math.max(1, Math.round(task.weeks / 52));
  for (var year = 0; year <= years; year++) {
    parts.push(make('text', { x: 30 + year / years * (WIDTH - 40), y: HEIGHT - 8, 'text-anchor': 'middle', 'font-size': 12, fill: '#4d5764', text: String(year) }));
  }
  parts.push(path(task, task.known, '#6b7480', { 'stroke-dasharray': '6 5', 'stroke-width': 2 }));
  if (task.room) { parts.push(band(task, task.room, '#a84300')); parts.push(path(task, task.room.median, '#a84300')); }
  if (task.run) { parts.push(band(task, task.run, '#005a8e')); parts.push(path(task, task.run.median, '#005a8e')); }
  if (drawn) parts.push(path(task, drawn, '#1c2430', { class: 'mine' }));
  var pad = make('svg', { class: 'pad', id: 'pad', viewBox: '0 0 ' + WIDTH + ' ' + HEIGHT, role: 'img', 'aria-label': task.question[language] }, parts);
  var last = null;
  function place(event) {
    var box = pad.getBoundingClientRect();
    var point = ((event.clientX - box.left) / box.width * WIDTH - 30) / (WIDTH - 40) * (POINTS - 1);
    var value = task.high - ((event.clientY - box.top) / box.height * HEIGHT - 10) / (HEIGHT - 34) * (task.high - task.low);
    return [Math.min(POINTS - 1, Math.max(0, Math.round(point))), Math.min(task.high, Math.max(task.low, value))];
  }
  function put(event) {
    event.preventDefault();
    var now = place(event), from = last || now, step = now[0] >= from[0] ? 1 : -1;
    if (!drawn) drawn = task.known.map(function () { return now[1]; });
    for (var point = from[0]; ; point += step) {
      var share = now[0] === from[0] ? 1 : (point - from[0]) / (now[0] - from[0]);
      drawn[point] = from[1] + share * (now[1] - from[1]);
      if (point === now[0]) break;
    }
    last = now;
    var old = pad.querySelector('.mine');
    if (old) pad.removeChild(old);
    pad.appendChild(path(task, drawn, '#1c2430', { class: 'mine' }));
  }
  function give() { drawing = false; last = null; send({ task: task.number, answer: drawn.map(function (value) { return Math.round(10 * value) / 10; }) }); }
  if (open) {
    pad.addEventListener('pointerdown', function (event) { drawing = true; try { pad.setPointerCapture(event.pointerId); } catch (_) {} put(event); });
    pad.addEventListener('pointermove', function (event) { if (drawing) put(event); });
    pad.addEventListener('pointerup', function () { if (drawing) give(); });
    pad.addEventListener('pointercancel', function () { if (drawing) give(); });
  }
  var keys = make('ul', { class: 'keys' }, [key('#6b7480', task.known_name[language]), drawn && key('#1c2430', say('mine')),
    task.room && key('#a84300', say('room')), task.run && key('#005a8e', say('run'))]);
  var text = task.stage === 'locked' ? say('locked') : open ? say(task.mine ? 'drawn' : 'draw_hint') : say('revealed');
  if (task.mine_off !== undefined) text = say('mine_off', { off: task.mine_off });
  if (task.room_off !== undefined) text += ' ' + say('room_off', { off: task.room_off });
  tell(text);
  return [make('h2', { text: task.question[language] }), pad, make('p', { class: 'quiet', text: say('axes') }), keys, open && sliders(task, years, give)];
}
function key(colour, text) {
  var mark = make('i');
  mark.style.color = colour;
  return make('li', {}, [mark, make('span', { text: text })]);
}
function sliders(task, years, give) {
  var knots = [];
  for (var year = 0; year <= years; year++) knots.push(Math.round(year / years * (POINTS - 1)));
  return make('details', { id: 'sliders', open: sliders.open, ontoggle: function (event) { sliders.open = event.target.open; } },
    [make('summary', { id: 'summary', text: say('by_numbers') })].concat(knots.map(function (knot, year) {
      var field = make('input', { type: 'range', id: 'year' + year, min: task.low, max: task.high, step: 1 });
      field.value = (drawn || task.known)[knot];
      field.addEventListener('change', function () {
        var base = drawn || task.known.slice(), ends = knots.map(function (each) { return base[each]; });
        ends[year] = Number(field.value);
        drawn = base.map(function (_, point) {
          var next = knots.findIndex(function (each) { return each >= point; }), before = Math.max(0, next - 1);
          if (knots[next] === point) return ends[next];
          return ends[before] + (point - knots[before]) / (knots[next] - knots[before]) * (ends[next] - ends[before]);
        });
        give();
      });
      return make('label', { text: year ? say('year', { year: year }) : say('start') }, [field]);
    })));
}
function connect() {
  line = new WebSocket((location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + '/line');
  line.onmessage = function (event) {
    tries = 0;
    take(JSON.parse(event.data));
  };
  line.onclose = function () {
    if (over) return;
    tries += 1;
    if (tries > 1) tell(say(tries > 8 ? 'gone' : 'lost'));
    setTimeout(again, Math.min(8000, 500 * tries) * (.5 + Math.random()));
  };
}
function again() {
  fetch('here', { cache: 'no-store', credentials: 'same-origin' }).then(function (answer) {
    if (answer.status === 403) location.replace('/');
    else connect();
  }, connect);
}
document.getElementById('language').addEventListener('click', function () { language = language === 'zh' ? 'en' : 'zh'; telling = ''; draw(); });
if (document.body.dataset.state === 'room') {
  if (location.search) history.replaceState(null, '', '/');
  connect();
}
draw();
})();
