import { compileTemplate, type FieldType, pathsFrom } from '../../conditions/index.ts'
import type { Place } from './ejection.ts'
import { printPath } from './print-path.ts'
import { literal, object, quote, templateText } from './source.ts'

/** How a field takes its text: `null` instead of an empty one, or the value of an expression that stands alone. */
export type TextKind = 'text' | 'emptied' | 'json'

/** A template as TypeScript: a template literal where it names fields alone, else the template itself, filled by the SDK. */
export function printText(text: string, place: Place, kind: TextKind): string {
  if (!text.includes('{{')) return quote(text)
  const pieces = piecesOf(text, place)
  if (pieces === undefined) return filled(text, place, kind)
  const [only] = pieces
  if (pieces.length === 1 && only && typeof only !== 'string') {
    if (kind === 'json') return only.type.t === 'object' ? filled(text, place, kind) : only.code
    const printed = printValue(only.code, only.type)
    if (printed === undefined) return filled(text, place, kind)
    if (kind === 'emptied' && isText(only.type)) return only.code
    return kind === 'emptied' ? `${printed} || null` : isText(only.type) && !only.type.nullable ? only.code : printed
  }
  const parts = pieces.map((piece) => {
    if (typeof piece === 'string') return templateText(piece)
    const value = isPlain(piece.type)
      ? `${piece.code}${piece.type.nullable ? " ?? ''" : ''}`
      : printValue(piece.code, piece.type)
    return value === undefined ? undefined : `\${${value}}`
  })
  if (parts.includes(undefined)) return filled(text, place, kind)
  const written = `\`${parts.join('')}\``
  return kind === 'emptied' && pieces.every((piece) => typeof piece !== 'string') ? `${written} || null` : written
}

const isText = ({ t }: FieldType) => t === 'string' || t === 'date' || t === 'timestamp'

/** JavaScript prints it as CEL does. */
const isPlain = ({ t }: FieldType) => t === 'int' || t === 'double' || t === 'bool'

/** A field as a template shows it; undefined: only the template can. */
function printValue(code: string, type: FieldType): string | undefined {
  if (type.t === 'list' && isText(type.of)) return type.nullable ? `(${code} ?? []).join(', ')` : `${code}.join(', ')`
  if (isText(type)) return type.nullable ? `${code} ?? ''` : code
  if (isPlain(type)) return type.nullable ? `\`\${${code} ?? ''}\`` : `\`\${${code}}\``
  return undefined
}

/** The texts and fields of a template; undefined when it has other expressions. */
function piecesOf(text: string, place: Place): (string | { code: string; type: FieldType })[] | undefined {
  const compiled = compileTemplate(text, ...place.scope.schemasFor(text))
  if (!compiled.ok) return undefined
  const roots = new Set(['event', ...Object.keys(place.scope.variables)])
  const pieces: (string | { code: string; type: FieldType })[] = []
  let at = 0
  for (const { ast } of compiled.expressions) {
    const [path, ...more] = pathsFrom(roots, ast)
    const whole = path && more.length === 0 && path.start === ast.start && path.end === ast.end
    const printed = whole ? printPath(place, path) : undefined
    if (!printed) return undefined
    const open = text.indexOf('{{', at)
    if (open > at) pieces.push(text.slice(at, open))
    pieces.push(printed)
    at = text.indexOf('}}', open) + 2
  }
  if (at < text.length) pieces.push(text.slice(at))
  return pieces
}

function filled(text: string, place: Place, kind: TextKind): string {
  const call = `${place.ejection.import('fill')}(${quote(text)}, ${printValues(text, place)})`
  if (kind === 'json') return call.replace(/^fill\(/, 'fill.json(')
  return kind === 'emptied' ? `${call} || null` : call
}

/** What a text or condition that stays as it is can read. */
export function printValues(text: string, place: Place): string {
  const used = Object.entries(place.constants).filter(([name]) =>
    new RegExp(`\\b${name.replace('.', '\\.')}\\b`).test(text),
  )
  const steps = used.filter(([name]) => name.startsWith('steps.')).map(([name, code]) => [name.slice(6), code] as const)
  const items = used.filter(([name]) => !name.startsWith('steps.'))
  return object([['event', 'event'], ...items, ...(steps.length > 0 ? [['steps', object(steps)] as const] : [])])
}

/** Any value of an action's field. */
export function printFieldValue(value: unknown, place: Place, kind: TextKind): string {
  if (typeof value === 'string') return printText(value, place, kind)
  if (Array.isArray(value)) return `[${value.map((one) => printFieldValue(one, place, kind)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return literal(value)
  return object(Object.entries(value).map(([key, one]) => [key, printFieldValue(one, place, kind)]))
}
