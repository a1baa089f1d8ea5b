import { playbooksGlobal } from '../host/compile-engine.ts'

const head = `const ${playbooksGlobal} = (engine) => {`

// In the isolate: each call of an activity for a step tells which step that is, then goes on as before.
const listening = [
  'const { asked } = given.proxySinks().replay;',
  'const told = (activities) => new Proxy(activities, { get: (target, type) => (input) => {',
  'if (input && input.step) asked(input.step.n, input.step.name, input.step.summary);',
  'return target[type](input); } });',
  'const listened = (make) => (options) => told(make(options));',
  'const { proxyLocalActivities, proxyActivities } = given;',
  'const engine = { ...given, proxyLocalActivities: listened(proxyLocalActivities),',
  'proxyActivities: listened(proxyActivities) };',
].join(' ')

/**
 * Compiled code that also tells which steps it asks for, through a sink: a replay says that code and history part, but not where the playbook's
 * author would look. On one line, so that the source maps still fit.
 */
export function listeningCode(code: string): string {
  if (!code.startsWith(head)) throw new Error('the compiled code does not begin as expected')
  return `const ${playbooksGlobal} = (given) => { ${listening}${code.slice(head.length)}`
}
