// The root of all pages: the shell around them.
import { createRootRoute } from '@tanstack/react-router'
import { NotFound, Shell } from './shell.tsx'

export const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound })
