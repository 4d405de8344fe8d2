import * as fc from 'fast-check'
import { createSimAssistant } from './sim-assistant.ts'
import { splitSentences } from './sim-sentences.ts'
import { readHints } from './sim-hints.ts'
const m = createSimAssistant()
const sim={sim:{delayMs:0}}
for (const [n,t] of Object.entries({a:'a'.repeat(100000), ones:'1 '.repeat(50000), par:'('.repeat(50000), dig:'1'.repeat(100000), dash:'-'.repeat(100000), slash:'a/'.repeat(50000), dots:'a.'.repeat(50000), caps:'Aa '.repeat(30000), stars:'*'.repeat(50000)+'a', und:'_a'.repeat(30000), q:'"'.repeat(50001), br:'['.repeat(50000), tick:'`'.repeat(50001), colon:'a: '.repeat(30000), plus:'1+'.repeat(50000), lt:'<excerpt '.repeat(10000), at:'a@'.repeat(50000), img:'![](' .repeat(20000), sent:'Hello world. '.repeat(20000), nl:'\n'.repeat(100000), sp:' '.repeat(100000), dotsp:'. '.repeat(50000)})) {
  let t0=performance.now(); try { readHints(t,''); } catch(e){console.log(n,'HINTS THROW',e)} const h=performance.now()-t0
  t0=performance.now(); splitSentences(t); const s=performance.now()-t0
  t0=performance.now(); try{ await m.doGenerate({prompt:[{role:'user',content:[{type:'text',text:t}]}],tools:[{type:'function',name:'search',description:'search',inputSchema:{type:'object',properties:{query:{type:'string'},top_k:{type:'integer'}},required:['query']}}],providerOptions:sim}) }catch(e){console.log(n,'THROW',e)} const g=performance.now()-t0
  if (h+s+g>300) console.log(n,h|0,s|0,g|0)
}
const weird = fc.letrec((tie)=>({s:fc.oneof({depthSize:'small'},fc.jsonValue({maxDepth:2}),fc.dictionary(fc.constantFrom('type','enum','const','properties','required','items','anyOf','oneOf','allOf','$ref','pattern','minLength','maximum','minimum','multipleOf','minItems','minProperties','if','then','dependentRequired','format','default','description','additionalProperties','prefixItems','contains','uniqueItems','propertyNames','patternProperties'),fc.oneof(tie('s'),fc.constantFrom<any>('object','array','string','integer','#','#/properties/a','[','^a+$','date',-1,0,3,1e9,true,null),fc.array(tie('s'),{maxLength:3})),{maxKeys:6}))})).s
let slow=0
fc.assert(fc.asyncProperty(weird, fc.string({unit:'grapheme'}), async (schema,text)=>{ const t0=performance.now(); const r=await m.doGenerate({prompt:[{role:'user',content:[{type:'text',text}]}],tools:[{type:'function',name:'x',inputSchema:schema as any}],toolChoice:{type:'required'},responseFormat:{type:'json',schema:schema as any},providerOptions:sim}); slow=Math.max(slow,performance.now()-t0); return true }),{numRuns:5000}).then(()=>console.log('fuzz ok, slowest',slow),e=>console.log(String(e).slice(0,1500)))
await fc.assert(fc.asyncProperty(fc.jsonValue({maxDepth:4}), fc.string(), async (value,text)=>{ await m.doGenerate({prompt:[{role:'user',content:[{type:'text',text}]},{role:'assistant',content:[{type:'tool-call',toolCallId:'1',toolName:'x',input:value}]},{role:'tool',content:[{type:'tool-result',toolCallId:'1',toolName:'x',output:{type:'json',value:value as any}}]}],providerOptions:sim}); return true }),{numRuns:3000}).then(()=>console.log('fuzz2 ok'),e=>console.log(String(e).slice(0,1500)))
