// Drives a skill with the emulator `virtual-alexa`: node virtual_alexa.js MODEL.json PROXY_URL SKILL_ID TURNS
// TURNS is a JSON array: an utterance, or [intent, slots] where its own matching knows no way. Writes a JSON array to stdout:
// what was said back. It signs nothing; the proxy does.
const { VirtualAlexa } = require("virtual-alexa");

async function main([model, url, skillId, wanted]) {
  const alexa = VirtualAlexa.Builder()
    .applicationID(skillId)
    .interactionModelFile(model)
    .skillURL(url)
    .create();
  const turns = [];
  for (const said of JSON.parse(wanted)) {
    let request, user;
    alexa.filter((json) => { request = json.request; user = json.context.System.user.userId; });
    const answer = typeof said === "string" ? await alexa.utter(said) : await alexa.intend(...said);
    const ssml = answer.response.outputSpeech ? answer.response.outputSpeech.ssml : "";
    turns.push({
      said,
      user,
      intent: request.intent ? request.intent.name : request.type,
      speech: ssml.replace(/<[^>]*>/g, ""),
      ended: answer.response.shouldEndSession === true,
      card: answer.response.card || null,
    });
  }
  process.stdout.write(JSON.stringify(turns));
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack || error}\n`);
  process.exitCode = 1;
});
