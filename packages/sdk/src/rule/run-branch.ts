import type { PlanNode } from '@orchestrator/domain/rules'
import { OrchestratorError } from '../errors.ts'
import { act } from './act.ts'
import { approval } from './approval.ts'
import { delay } from './delay.ts'
import { forEach } from './for-each.ts'
import { mayGoOn, type RunState, type Variables, withStep } from './run-state.ts'
import { waitFor } from './wait-for.ts'

/** @returns false: the rule stops */
export async function runBranch(nodes: readonly PlanNode[], outer: Variables, state: RunState): Promise<boolean> {
  let variables = outer
  for (const node of nodes) {
    if (!mayGoOn(state)) throw new OrchestratorError('invalid_state', 'a run of a rule does at most 5,000 things')
    const values = { event: state.event, variables }
    switch (node.kind) {
      case 'stop':
        return false
      case 'if':
        if (!(await runBranch(node.test(values) ? node.then : node.else, variables, state))) return false
        break
      case 'delay':
        await delay(node, values, state)
        break
      case 'forEach':
        for (const item of await forEach(node, values, state))
          if (!(await runBranch(node.then, { ...variables, [node.as]: item }, state))) return false
        break
      case 'waitFor': {
        const event = await waitFor(node, values, state)
        const within = withStep(variables, node.name, event)
        if (!(await runBranch(event ? node.then : node.onTimeout, within, state))) return false
        variables = within
        break
      }
      case 'approval': {
        const ended = await approval(node, values, state)
        const within = withStep(variables, node.name, ended)
        const branch =
          ended.status === 'expired' ? node.onTimeout : ended.approved === false ? node.onReject : node.then
        if (!(await runBranch(branch, within, state))) return false
        variables = within
        break
      }
      case 'act':
        variables = withStep(variables, node.name, await act(node, values, state))
    }
  }
  return true
}
