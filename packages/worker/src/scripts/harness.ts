/**
 * Runs in the sandbox before the script does, and so in the script's own world: what the script changes there changes only what it
 * itself gives. It holds on to the functions that it uses. `say` is the only way out, and takes text.
 */
export const harness = `'use strict'
;(({ now, seed, mostLogs, mostLogText }, run, inputText, eventText, say) => {
  const { parse, stringify } = JSON
  const text = String
  const RealDate = Date
  const construct = Reflect.construct
  function FixedDate(...args) {
    if (new.target === undefined) return new RealDate(now).toString()
    return construct(RealDate, args.length === 0 ? [now] : args, new.target)
  }
  FixedDate.prototype = RealDate.prototype
  RealDate.prototype.constructor = FixedDate
  FixedDate.now = () => now
  FixedDate.parse = RealDate.parse
  FixedDate.UTC = RealDate.UTC
  globalThis.Date = FixedDate
  let state = seed >>> 0
  Math.random = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  let logs = 0
  const log = (...values) => {
    if (++logs > mostLogs) return
    let line = ''
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      line += (i === 0 ? '' : ' ') + (typeof value === 'object' && value !== null ? stringify(value) : text(value))
      if (line.length > mostLogText) break
    }
    say('log', line.slice(0, mostLogText))
  }
  const tell = (error) => {
    let name = '', message = '', stack = ''
    try {
      if (typeof error === 'object' && error !== null) {
        name = text(error.name ?? '')
        message = text(error.message ?? '')
        stack = text(error.stack ?? '')
      } else message = text(error)
    } catch { message = 'an error that cannot be shown' }
    say('error', stringify({ name, message: message.slice(0, 2000), stack: stack.slice(0, 4000) }))
  }
  const give = (value) => {
    let result
    try { result = value === undefined ? 'null' : stringify(value) } catch (error) { return tell(error) }
    if (result === undefined) say('unserialisable', typeof value)
    else say('value', result)
  }
  const input = parse(inputText)
  const event = parse(eventText)
  ;(async () => {
    let value
    try { value = await run(input, event, log) } catch (error) { return tell(error) }
    give(value)
  })()
})`
