import type { ASTNode } from '@marcbachmann/cel-js'
import { childrenOf, comprehensionOf, walk } from './ast.ts'
import { compileLinear } from './linear-regexp.ts'
import { type ConditionProblem, problemAt } from './problem.ts'

/** Functions whose cost is bounded by their input; what is missing here (`split`, `join`, `cel.bind`, …) can make a short source very costly. */
const allowed = new Set(
  (
    'has size int uint double string bool timestamp duration type dyn ' +
    'contains startsWith endsWith matches indexOf lastIndexOf substring trim lowerAscii upperAscii ' +
    'all exists exists_one map filter hasValue value orValue or of none ' +
    'getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes getSeconds getMilliseconds'
  ).split(' '),
)

/** What a source may not do whatever the types are. */
export function checkStructure(source: string, ast: ASTNode): ConditionProblem[] {
  const problems: ConditionProblem[] = []
  for (const node of walk(ast)) {
    if (node.op !== 'call' && node.op !== 'rcall') continue
    const name = node.args[0]
    if (!allowed.has(name))
      problems.push(problemAt(source, node.range, 'unknown_function', `there is no function ${name} in conditions`))
    if (name === 'matches' && node.op === 'rcall') problems.push(...checkPattern(source, node.args[2]))
  }
  nested(ast, 0)
  return problems

  function nested(node: ASTNode, depth: number): void {
    const comprehension = comprehensionOf(node)
    if (comprehension && depth === 1) {
      const message = 'a comprehension (all, exists, map, filter) may not stand inside another'
      problems.push(problemAt(source, node.range, 'too_complex', message))
      return
    }
    if (!comprehension) {
      for (const child of childrenOf(node)) nested(child, depth)
      return
    }
    nested(comprehension.range, depth)
    for (const part of comprehension.body) nested(part, depth + 1)
  }
}

function checkPattern(source: string, args: readonly ASTNode[]): ConditionProblem[] {
  const [pattern] = args
  if (!pattern) return []
  if (pattern.op === '.' && pattern.args[0].op === 'id' && pattern.args[0].args === 'params') return []
  if (pattern.op !== 'value' || typeof pattern.args !== 'string') {
    return [
      problemAt(
        source,
        pattern.range,
        'not_allowed',
        'the regular expression of matches() must be written out',
        'a text literal',
      ),
    ]
  }
  try {
    compileLinear(pattern.args)
    return []
  } catch (error) {
    const message = `not a regular expression in RE2 syntax: ${(error as Error).message}`
    return [
      problemAt(
        source,
        pattern.range,
        'invalid_regular_expression',
        message,
        'RE2 syntax (no look-around, no back-references)',
      ),
    ]
  }
}

/** After the types are known: adding up text or lists in every round of a comprehension grows without a bound. */
export function checkGrowth(source: string, ast: ASTNode): ConditionProblem[] {
  const problems: ConditionProblem[] = []
  for (const node of walk(ast)) {
    for (const part of comprehensionOf(node)?.body ?? []) {
      for (const inner of walk(part)) {
        if (inner.op !== '+' || !growing(inner)) continue
        problems.push(
          problemAt(source, inner.range, 'too_complex', 'text and lists cannot be added inside a comprehension'),
        )
      }
    }
  }
  return problems
}

function growing(node: ASTNode): boolean {
  const type = (node as { readonly checkedType?: { readonly name: string } }).checkedType?.name ?? 'dyn'
  return /^(string|list|bytes|dyn)/.test(type)
}
