// A table plays an actor in rounds. Plain script beside phone.js, which gives it the tools to draw and to speak.
window.cogovTables = function (tools) {
'use strict';
var make = tools.make, guessed = null, guessedFor = '';

function say(key, values) { return tools.say('tables_' + key, values); }
function inTongue(both) { return both[tools.language()]; }
function said(lever, value) {
  if (lever.choices) return inTongue(lever.choices.filter(function (each) { return each.value === value; })[0].text);
  var chinese = tools.language() === 'zh', unit = inTongue(lever.unit);
  if (lever.share) return Math.round(100 * value) + (chinese ? '%' : ' %');
  return String(Number(value.toFixed(4))) + (unit ? (chinese ? '' : ' ') + unit : '');
}
function post(task, message) {
  tools.busy(true);
  fetch('move', { method: 'POST', cache: 'no-store', credentials: 'same-origin', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(Object.assign({ number: task.number }, message)) }).then(function (answer) {
    tools.busy(false);
    tools.hold(false);
    if (answer.status === 200) return answer.json().then(function (shown) { tools.take(shown); });
    tools.refuse(say('refused_' + ([403, 409, 422, 429].indexOf(answer.status) < 0 ? 0 : answer.status)));
  }, function () { tools.busy(false); tools.refuse(say('refused_0')); });
}
function seats(task) {
  return task.actors.map(function (actor) {
    var mine = task.mine === actor.key;
    var parts = [make('span', { text: inTongue(actor.name) })];
    if (!actor.free && !mine) parts.push(make('span', { class: 'quiet', text: ' · ' + say('taken') }));
    return make('button', { type: 'button', class: 'choice', id: 'actor_' + actor.key, disabled: !actor.free && !mine,
      'aria-pressed': String(mine), onclick: function () { post(task, { do: 'sit', actor: actor.key }); } }, parts);
  });
}
function field(task, lever, open) {
  var id = 'lever_' + lever.key, node;
  if (lever.choices) {
    node = make('select', { id: id, disabled: !open }, lever.choices.map(function (each) {
      return make('option', { value: each.value, selected: each.value === lever.value, text: inTongue(each.text) });
    }));
  } else {
    node = make('input', { type: 'range', id: id, min: lever.low, max: lever.high, step: 'any', disabled: !open });
    node.step = lever.step;
    node.value = lever.value;
  }
  var shown = make('output', { text: said(lever, lever.value) });
  node.addEventListener('input', function () {
    if (!lever.choices) shown.textContent = said(lever, Number(node.value));
    tools.hold(true);
  });
  node.addEventListener('change', function () {
    tools.hold(false);
    post(task, { do: 'move', lever: lever.key, value: lever.choices ? node.value : Number(node.value) });
  });
  // While a hand is on it, what others do draws nothing anew. One that comes back to where it was lets go all the same.
  if (lever.choices) node.addEventListener('pointerdown', function () { tools.hold(true); });
  node.addEventListener(lever.choices ? 'blur' : 'pointerup', function () { setTimeout(function () { tools.hold(false); }, 100); });
  var hint = inTongue(lever.hint), about = hint.toLowerCase() === inTongue(lever.name).toLowerCase() ? [] : [hint];
  if (lever.value !== lever.fixed) about.push(say('was', { value: said(lever, lever.fixed) }));
  return make('div', { class: 'lever' + (lever.value === lever.fixed ? '' : ' moved') }, [
    make('label', { for: id }, [make('span', { text: inTongue(lever.name) }), shown]), node,
    about.length && make('p', { class: 'quiet', text: about.join(' · ') }), lever.idle && make('p', { class: 'idle', text: inTongue(lever.idle) }),
  ]);
}
function moves(task) {
  if (!task.moves.length) return [make('p', { text: say('nothing') })];
  return [make('ul', { class: 'moves' }, task.moves.map(function (move) {
    return make('li', {}, [make('b', { text: inTongue(move.actor) }), make('span', { text: ' · ' + inTongue(move.lever) + ' ' }),
      make('span', { class: 'change', text: inTongue(move.before) + ' → ' + inTongue(move.after) })]);
  }))];
}
function signed(value) { return (value < 0 ? '−' : '+') + Math.abs(value).toFixed(1); }
function result(task) {
  var found = task.result, parts = [make('p', { class: 'came', text: say('came', found) })];
  if (task.mine) parts.push(make('p', { text: found.alone === undefined ? say('still') : say('alone', { change: signed(found.alone) }) }));
  if (found.off !== undefined) parts.push(make('p', { text: say('off', { n: found.off }) }));
  return parts;
}
function committing(task) {
  if (task.committed) return [];
  var turn = task.number + '/' + task.round;
  if (guessedFor !== turn) { guessedFor = turn; guessed = ''; }
  var number = make('input', { type: 'text', id: 'guess', inputmode: 'numeric', autocomplete: 'off', maxlength: 3 });
  number.value = guessed;
  number.addEventListener('input', function () { guessed = number.value; });
  function go(event) {
    event.preventDefault();
    var text = number.value.trim();
    post(task, { do: 'commit', guess: text === '' ? null : Number(text) });
  }
  return [make('form', { onsubmit: go }, [make('label', { text: say('guess') + ' ' }, [make('span', { class: 'quiet', text: say('guess_none') }), number]),
    make('button', { type: 'submit', class: 'main', id: 'commit', text: say('do_commit') })])];
}
return function (task) {
  var open = task.phase === 'propose' || task.phase === 'commit' && !task.committed, parts = [];
  var phase = tools.say('phase_' + task.phase), own = task.actors.filter(function (each) { return each.key === task.mine; })[0];
  var round = task.phase === 'seats' ? inTongue(task.city) : say('round', { n: task.round, of: task.rounds, phase: phase });
  parts.push(make('p', { class: 'round', text: round }));
  if (!task.mine) {
    var some = task.actors.some(function (each) { return each.free; });
    tools.tell('');
    parts.push(make('h2', { text: some ? say('choose') : say('watch') }));
    parts = parts.concat(seats(task));
  } else {
    parts.push(make('h2', { text: say('play', { actor: inTongue(own.name) }) }));
    tools.tell(task.over ? say('over') : task.phase === 'commit' && task.committed ? say('committed') : task.phase === 'reveal' ? '' : say(task.phase));
  }
  if (task.result) parts = parts.concat(result(task));
  if (task.mine) {
    if (task.phase === 'seats') parts = parts.concat(seats(task));
    parts.push(make('details', { class: 'seen', id: 'seen', open: tools.opened('seen', task.phase !== 'deliberate' && task.phase !== 'commit'), ontoggle: tools.toggled },
      [make('summary', { id: 'seen_summary', text: say('sees') }), make('ul', {}, [make('li', { text: say('headline', { n: task.headline }) })].concat(
        task.figures.map(function (each) { return make('li', { text: inTongue(each) }); })))]));
  }
  if (task.phase === 'deliberate' || task.phase === 'commit' || task.phase === 'reveal') {
    parts.push(make('details', { id: 'all', open: tools.opened('all', task.phase !== 'commit'), ontoggle: tools.toggled },
      [make('summary', { id: 'all_summary', text: say(task.phase === 'reveal' ? 'done' : 'all') })].concat(moves(task))));
  }
  if (task.mine && task.phase !== 'run' && task.phase !== 'reveal' && task.phase !== 'deliberate') {
    parts.push(make('h3', { text: say('levers') }));
    parts.push(make('p', { class: 'quiet', text: say(task.levers.some(function (each) { return each.carried; }) ? 'carried' : 'proposed') }));
    if (task.phase === 'seats') parts.push(make('ul', {}, task.levers.map(function (lever) { return make('li', { text: inTongue(lever.name) + ' · ' + said(lever, lever.value) }); })));
    else parts = parts.concat(task.levers.map(function (lever) { return field(task, lever, open); }));
    if (task.phase === 'commit') parts = parts.concat(committing(task));
  }
  return parts;
};
};
