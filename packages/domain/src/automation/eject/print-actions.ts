import { compileExpression, eventSchemaFor, liftVariables, pathsFrom } from '../../conditions/index.ts'
import { AppError } from '../../errors.ts'
import { actionNamed, type RuleAction } from '../actions/catalogue.ts'
import type { ActionDefinition } from '../actions/definition.ts'
import { commentResult, projectResult, taskResult } from '../actions/results.ts'
import { constantFor, type Place } from './ejection.ts'
import { printApproval } from './print-approval.ts'
import { printPath } from './print-path.ts'
import { printFieldValue, printText, printValues, type TextKind } from './print-text.ts'
import { callOf, celText, type Lines, literal, object, quote, textLiteral } from './source.ts'

type Action<N extends string> = Extract<RuleAction, { action: N }>

/** A branch as TypeScript. Its constants are seen within it alone. */
export function printBranch(actions: readonly RuleAction[], outer: Place, path: string): Lines {
  const place: Place & { constants: Record<string, string> } = { ...outer, constants: { ...outer.constants } }
  return actions.flatMap((action, index) => printAction(action, place, `${path}.${index}`))
}

function printAction(action: RuleAction, place: Place & { constants: Record<string, string> }, path: string): Lines {
  switch (action.action) {
    case 'stop':
      return ['return']
    case 'delay':
      return printDelay(action, place)
    case 'if':
      return printIf(action, place, path)
    case 'forEach':
      return printForEach(action, place, path)
    case 'waitFor':
      return printWaitFor(action, place, path)
    case 'approval.ask':
      return printApproval(action, place, (actions, inner, at) => printBranch(actions, inner, `${path}.${at}`))
    default: {
      const definition = actionNamed(action.action)
      if (!definition)
        throw new AppError('invalid_state', `${path}: a rule with ${action.action} cannot become a playbook`, {
          fields: [{ path, expected: 'an action that there is', code: 'not_supported' }],
        })
      const call = printCall(action, definition, place)
      const { name } = action
      if (name === undefined) return [`await ${call}`]
      place.scope.add(name, definition.resultOf?.({ ...action }) ?? definition.result, false)
      return [`${declare(name, place)}await ${call}`]
    }
  }
}

/** `const x = ` where something reads it. */
function declare(name: string, place: { constants: Record<string, string> } & Place): string {
  place.constants[`steps.${name}`] = constantFor(name)
  return place.ejection.reads(name) ? `const ${constantFor(name)} = ` : ''
}

function printCall(action: object, definition: ActionDefinition, place: Place): string {
  const { verbatim = [], emptied = [], json = [] } = definition
  const kindOf = (field: string): TextKind =>
    json.includes(field) ? 'json' : emptied.includes(field) || field === 'customFields' ? 'emptied' : 'text'
  const fields = Object.entries(action)
    .filter(([field]) => field !== 'action' && field !== 'name')
    .map(([field, value]) => [
      field,
      verbatim.includes(field) ? literal(value) : printFieldValue(value, place, kindOf(field)),
    ])
  const { ejection } = place
  return definition.code({
    fields: Object.fromEntries(fields),
    parts(field) {
      const value = (action as Record<string, object>)[field] ?? {}
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, printFieldValue(one, place, 'text')]))
    },
    use: (name) => ejection.use(name),
    import: (name) => ejection.import(name),
    constant: (name, field) => ejection.constant(name, textLiteral(String((action as Record<string, unknown>)[field]))),
    object: (one) => object(Object.entries(one)),
    call: (callee, value, options) => callOf(callee, [value], Object.entries(options)),
  })
}

function printDelay({ for: duration, until = '' }: Action<'delay'>, place: Place): Lines {
  if (duration !== undefined) return [`await ${place.ejection.use('sleep')}(${quote(duration)})`]
  const code = printText(until, place, 'emptied')
  const sleep = `await ${place.ejection.use('sleepUntil')}`
  if (!until.includes('{{')) return [`${sleep}(${code})`]
  // A day is as good as an instant, but not to the compiler.
  if (/^[\w.]+$/.test(code)) return [`if (${code}) ${sleep}(new Date(${code}))`]
  const instant = place.ejection.unique('until')
  return [`const ${instant} = ${code}`, `if (${instant}) ${sleep}(${instant})`]
}

function printIf(action: Action<'if'>, place: Place, path: string): Lines {
  const holds = `${place.ejection.import('holds')}(${quote(action.if)}, ${printValues(action.if, place)})`
  const inner = (actions: readonly RuleAction[], at: string) =>
    printBranch(actions, { ...place, scope: place.scope.inner() }, `${path}.${at}`)
  const otherwise = action.else ?? []
  return [
    `if (${holds}) {`,
    inner(action.then, 'then'),
    ...(otherwise.length > 0 ? ['} else {', inner(otherwise, 'else')] : []),
    '}',
  ]
}

const lists = {
  tasks: { type: taskResult },
  projects: { type: projectResult },
  comments: { type: commentResult },
} as const

function printForEach(action: Action<'forEach'>, place: Place, path: string): Lines {
  const { as, limit } = action
  const [[plural, filter]] = Object.entries(action.in) as [[keyof typeof lists, Record<string, unknown>]]
  const fields = Object.entries(filter).map(([field, value]): [string, string] => [
    field,
    ['status', 'type', 'priority'].includes(field)
      ? literal(value)
      : printFieldValue(value, place, field === 'assigneeId' || field === 'parentId' ? 'emptied' : 'text'),
  ])
  const item = constantFor(as)
  const query = `${place.ejection.use(plural)}.list({ ...page${fields.map(([name, code]) => `, ${name}: ${code}`).join('')} })`
  const scope = place.scope.inner({ [as]: lists[plural].type })
  const inner = { ...place, scope, constants: { ...place.constants, [as]: item } }
  return [
    `for (const ${item} of await ${place.ejection.import('all')}((page) => ${query}, ${limit})) {`,
    printBranch(action.then, inner, `${path}.then`),
    '}',
  ]
}

function printWaitFor(
  action: Action<'waitFor'>,
  place: Place & { constants: Record<string, string> },
  path: string,
): Lines {
  const { name, event, timeout } = action
  const source = place.ejection.sourceOf(event)
  const condition = action.if ? `if: cel\`${printAwaited(action.if, event, place)}\`, ` : ''
  if (action.if) place.ejection.import('cel')
  const call = `await ${place.ejection.use('waitFor')}(${source}, { ${condition}timeout: ${quote(timeout)} })`
  const [came, late] = [action.then ?? [], action.onTimeout ?? []]
  if (name === undefined && came.length === 0 && late.length === 0) return [call]
  const result = name === undefined ? place.ejection.unique('came') : constantFor(name)
  const awaited = eventSchemaFor(event).event
  const constants = { ...place.constants, ...(name !== undefined && { [`steps.${name}`]: result }) }
  const then = printBranch(
    came,
    { ...place, constants, scope: place.scope.inner({}, name === undefined ? {} : { [name]: awaited }) },
    `${path}.then`,
  )
  const onTimeout = printBranch(late, { ...place, scope: place.scope.inner() }, `${path}.onTimeout`)
  if (name !== undefined) {
    place.constants[`steps.${name}`] = result
    place.scope.add(name, { ...awaited, nullable: true }, false)
  }
  return [
    `const ${result} = ${call}`,
    ...(came.length > 0
      ? [`if (${result}) {`, then, ...(late.length > 0 ? ['} else {', onTimeout] : []), '}']
      : late.length > 0
        ? [`if (!${result}) {`, onTimeout, '}']
        : []),
  ]
}

/** The condition's own text; what it reads of earlier values is put in. */
function printAwaited(cel: string, event: string, place: Place): string {
  const schema = { ...eventSchemaFor(event), variables: { ...place.scope.variables, trigger: place.scope.trigger } }
  const lifted = liftVariables(cel, [schema])
  if ('problems' in lifted) throw new Error('the condition was checked before')
  let text = celText(lifted.lifted.cel)
  for (const param of lifted.lifted.params) {
    const compiled = compileExpression(param.cel, [schema], 'any', {})
    if ('problems' in compiled) throw new Error('the condition was checked before')
    const [path] = pathsFrom(new Set(Object.keys(schema.variables)), compiled.expression.ast)
    const code =
      (path && printPath(place, path)?.code) ??
      `${place.ejection.import('fill')}.json(${quote(`{{${param.cel}}}`)}, ${printValues(param.cel, place)})`
    text = text.replaceAll(new RegExp(`params\\.${param.name}\\b`, 'g'), () => `\${${code}}`)
  }
  return text
}
