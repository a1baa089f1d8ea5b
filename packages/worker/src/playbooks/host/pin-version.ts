import type { WatchedRun } from '@orchestrator/store'
import type { WorkerDeploymentVersion } from '@temporalio/common'
import proto from '@temporalio/proto'
import type { Logger } from 'pino'
import type { TemporalConnection } from '../../temporal/connection.ts'
import { playbookVersion } from '../../temporal/names.ts'

const { PINNED_OVERRIDE_BEHAVIOR_PINNED } = proto.temporal.api.workflow.v1.VersioningOverride.PinnedOverrideBehavior

/** A run that began when all workspaces shared one deployment is pinned to a version that nobody serves under that name any more. */
export async function pinToOwnVersion(
  { connection, namespace }: TemporalConnection,
  run: WatchedRun,
  pinnedTo: WorkerDeploymentVersion,
  logger: Logger,
): Promise<void> {
  const version = playbookVersion(run.workspaceId, run.version)
  if (pinnedTo.deploymentName === version.deploymentName) return
  await connection.workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution: { workflowId: run.workflowId },
    workflowExecutionOptions: {
      versioningOverride: { pinned: { behavior: PINNED_OVERRIDE_BEHAVIOR_PINNED, version } },
    },
    updateMask: { paths: ['versioning_override'] },
  })
  logger.info({ runId: run.id }, 'a run was pinned to its bundle under the name of its workspace')
}
