export { readingOf } from './call/prompt-of.ts'
export type {
  AssistantMessage,
  Message,
  ModelAnswer,
  ModelRequest,
  ProviderData,
  Said,
  Tool,
  ToolCall,
  ToolMessage,
} from './call/request.ts'
export { sumOf } from './call/sum-of.ts'
export { priceSource, type Usage } from './catalogue/price.ts'
export { type ModelsConfig, readModelsConfig } from './config/read-models-config.ts'
export { Complexity, TaskType } from './config/settings.ts'
export { contentHash } from './context/content-hash.ts'
export {
  type ContextItem,
  type ContextSection,
  type CountTokens,
  type FittedContext,
  fitContext,
} from './context/fit-context.ts'
export { type Rankable, rankByRelevance } from './context/rank-by-relevance.ts'
export { type Attempt, ModelError, modelErrorCodes } from './model-error.ts'
export { Models } from './models.ts'
export { estimateComplexity } from './select/estimate-complexity.ts'
export { timesAsLong } from './select/output-of.ts'
export { countTokens } from './tokens/count-tokens.ts'
