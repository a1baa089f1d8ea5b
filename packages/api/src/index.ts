export { type App, type AppOptions, createApp } from './app.ts'
export type { ApiConfig } from './config.ts'
export { openApiDocument } from './openapi/document.ts'
export { routes } from './routes/index.ts'
