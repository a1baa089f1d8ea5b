import { agentPrincipal, getEntity, type Store, type StoredAgentRun } from '@orchestrator/store'
import { oneLine } from './one-line.ts'

const fence = (text: string) => oneLine(text).replaceAll('<', '‹')

/** What every agent of a run is told of where it is: the time, the people and the place. Names are data, so they are set apart. */
export async function surroundingsOf(store: Store, run: StoredAgentRun): Promise<string> {
  const { workspaceId } = agentPrincipal(run)
  const { project, task, member, workspace } = await store.read(workspaceId, async (tx) => ({
    project: run.projectId && (await getEntity(tx, workspaceId, 'project', run.projectId)),
    task: run.taskId && (await getEntity(tx, workspaceId, 'task', run.taskId)),
    member: await getEntity(tx, workspaceId, 'member', run.startedBy.memberId),
    workspace: await getEntity(tx, workspaceId, 'workspace', workspaceId),
  }))
  const lines = [
    `- It is ${run.createdAt} (UTC).`,
    workspace && `- The workspace is <name>${fence(String(workspace['name']))}</name>.`,
    member &&
      `- You were asked by the member <name>${fence(String(member['name']))}</name> (id ${member['id']}); you have their rights.`,
    project && `- It is about the project <name>${fence(String(project['name']))}</name> (id ${project['id']}).`,
    task && `- It is about the task <name>${fence(String(task['title']))}</name> (id ${task['id']}).`,
  ].filter((line) => typeof line === 'string')
  return `## Where you are\n\n${lines.join('\n')}`
}
