// All routes of the chat dialect, below one path.
import type { DialectRoute } from '../../operations/dialect-route.ts'
import { createChatRoute } from './chat-route.ts'
import { createDocumentRoutes } from './document-routes.ts'
import { createMetadataRoutes } from './metadata-routes.ts'
import { createToolRoute } from './tool-route.ts'

export function listChatRoutes(dashboardPath: string): DialectRoute[] {
  return [
    createChatRoute(dashboardPath),
    createToolRoute(dashboardPath),
    ...createMetadataRoutes(dashboardPath),
    ...createDocumentRoutes(dashboardPath),
  ]
}
