// A model id is `provider/model`; on the wire providers outside the enum are `custom`.
import { ModelProvider } from '../contracts/enums.ts'

/** `openai/gpt-5` → openai + gpt-5; `sim/assistant` → custom + sim/assistant. */
export function splitModel(model: string): { modelProvider: ModelProvider; modelName: string } {
  const slash = model.indexOf('/')
  const provider = ModelProvider.safeParse(model.slice(0, Math.max(0, slash)))
  if (!provider.success || provider.data === 'custom') return { modelProvider: 'custom', modelName: model }
  return { modelProvider: provider.data, modelName: model.slice(slash + 1) }
}

/** The other way round. The name of a `custom` model is its whole id. */
export function joinModel({ modelProvider, modelName }: ReturnType<typeof splitModel>): string {
  return modelProvider === 'custom' ? modelName : `${modelProvider}/${modelName}`
}
