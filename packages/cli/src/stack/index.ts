// The embedded stack as a library: what `orchestrator up`, the tests and the benchmarks start.
export { cacheFolder } from './cache-folder.ts'
export { endProcess, isRunning, type KnownProcess } from './end-process.ts'
export { freePorts } from './free-ports.ts'
export { lockStateFolder, tryLock } from './lock.ts'
export { freePort, holderOfPort, portIsTaken, requireFreePort } from './ports.ts'
export { type PostgresBinaries, postgresBinaries } from './postgres/binaries.ts'
export { databaseName, databaseUser } from './postgres/init-cluster.ts'
export { type PostgresOptions, type PostgresService, startPostgres } from './postgres/start-postgres.ts'
export { endLeftovers, openProcessRegister, type ProcessRegister } from './process-register.ts'
export { type Exit, type Service, StartFailure, type StartOptions } from './service.ts'
export {
  defaultPorts,
  type Stack,
  type StackOptions,
  type StackPorts,
  type StackStart,
  type StackStep,
  Stopped,
} from './stack-types.ts'
export { type PartName, partEntries, repositoryRoot, startPart } from './start-part.ts'
export { startStack } from './start-stack.ts'
export { openStateFolder, readOrMakeSecrets, readSettings, type Secrets, type StateFolder } from './state-folder.ts'
export { type Supervised, supervise } from './supervise.ts'
export { type FindTemporalOptions, type FoundTemporal, findTemporal } from './temporal/find-temporal.ts'
export { type PrepareTemporalOptions, prepareTemporal } from './temporal/prepare-temporal.ts'
export {
  searchAttributes,
  startTemporal,
  type TemporalOptions,
  type TemporalService,
} from './temporal/start-temporal.ts'
