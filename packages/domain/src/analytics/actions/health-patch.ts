import type { CommandInput } from '../../commands/catalogue.ts'
import type { ProjectHealthReport } from '../report.ts'
import type { HealthAction } from './action.ts'

/** By this name policies, filters and what is learnt of decisions know the patches of a project's health. */
export const healthAgent = 'project-health'

/** As many as a patch takes. */
const mostEvidence = 50

/** The actions as a patch, in words out of the report alone. @param actions at least one */
export function healthPatch(
  { project, status, rule, risks, asOf }: ProjectHealthReport,
  actions: readonly HealthAction[],
): CommandInput<'patch.propose'> {
  const evidence = new Map(actions.flatMap((action) => action.evidence).map((one) => [JSON.stringify(one), one]))
  const many = actions.length === 1 ? '1 action' : `${actions.length} actions`
  return {
    projectId: project.id,
    title: `Health of ${project.key}: ${many}`,
    rationale: [
      `As of ${asOf} the project is ${status.replace('_', ' ')}: ${rule}.`,
      ...(risks.length > 0 ? [risks.map(({ severity, summary }) => `- ${severity}: ${summary}`).join('\n')] : []),
    ].join('\n\n'),
    author: { agent: healthAgent },
    evidence: [...evidence.values()].slice(0, mostEvidence),
    operations: actions.map(({ key, command, data, rationale, confidence }) => ({
      ...{ key, command, data, rationale, confidence },
    })) as CommandInput<'patch.propose'>['operations'],
  }
}
