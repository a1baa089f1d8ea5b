import { Command } from 'commander'
import { addAgent } from './commands/agent.ts'
import { addApprovals } from './commands/approvals.ts'
import { addConflict } from './commands/conflict.ts'
import { addConnection } from './commands/connection.ts'
import { addConnector } from './commands/connector.ts'
import { addCycle } from './commands/cycle.ts'
import { addDeliveries } from './commands/deliveries.ts'
import { addDigest } from './commands/digest.ts'
import { addDoctor } from './commands/doctor.ts'
import { addEmail } from './commands/email.ts'
import { addEndpoint } from './commands/endpoint.ts'
import { addEvents } from './commands/events.ts'
import { addInbox } from './commands/inbox.ts'
import { addKey } from './commands/key.ts'
import { addLearning } from './commands/learning.ts'
import { addMapping } from './commands/mapping.ts'
import { addMcp } from './commands/mcp.ts'
import { addMember } from './commands/member.ts'
import { addMilestone } from './commands/milestone.ts'
import { addModels } from './commands/models.ts'
import { addPatch } from './commands/patch.ts'
import { addPlan } from './commands/plan.ts'
import { addPlaybook } from './commands/playbook.ts'
import { addPreference } from './commands/preference.ts'
import { addProject } from './commands/project.ts'
import { addRestore } from './commands/restore.ts'
import { addRules } from './commands/rules.ts'
import { addRuns } from './commands/runs.ts'
import { addSchedules } from './commands/schedules.ts'
import { addSeries } from './commands/series.ts'
import { addSuggest } from './commands/suggest.ts'
import { addTask } from './commands/task.ts'
import { addTemplate } from './commands/template.ts'
import { addTime } from './commands/time.ts'
import { addUp } from './commands/up.ts'
import { addWebhook } from './commands/webhook.ts'

/** The `orchestrator` command with everything it can do. */
export function createProgram(): Command {
  const program = new Command('orchestrator')
    .description('A platform on which a team’s projects run themselves.')
    .exitOverride()
    .showHelpAfterError('(add --help for what is possible)')
    .addHelpText('after', '\nExit codes: 0 it worked, 1 it failed, 2 it was called wrongly.')
  for (const add of [
    addUp,
    addDoctor,
    addRuns,
    addRules,
    addApprovals,
    addAgent,
    addPatch,
    addPlan,
    addLearning,
    addPreference,
    addSchedules,
    addProject,
    addTask,
    addCycle,
    addMilestone,
    addTime,
    addTemplate,
    addSeries,
    addSuggest,
    addEvents,
    addWebhook,
    addEndpoint,
    addDeliveries,
    addConnection,
    addMapping,
    addConflict,
    addConnector,
    addModels,
    addInbox,
    addDigest,
    addEmail,
    addPlaybook,
    addMcp,
    addMember,
    addKey,
    addRestore,
  ])
    add(program)
  return program
}
