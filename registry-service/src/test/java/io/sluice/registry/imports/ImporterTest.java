package io.sluice.registry.imports;

import static io.sluice.registry.imports.Sources.notes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImporterTest {
  private static String content(Draft draft, int message) {
    return draft.entry().path("messages").path(message).path("content").asText();
  }

  private static void has(List<String> notes, String line) {
    assertTrue(notes.contains(line), line + " is not in " + notes);
  }

  @Test
  void aPromptYmlIsCarriedOverWithItsTests() throws ImportFailure {
    Draft draft = Sources.readOne(ImportFormat.PROMPT_YML, "summarizer.prompt.yml");
    JsonNode entry = draft.entry();
    assertEquals("Text Summarizer", draft.title());
    assertEquals("Summarizes input text concisely", entry.path("purpose").asText());
    assertEquals("openai/gpt-4o-mini", entry.path("model").asText());
    assertEquals(
        "{\"temperature\":0.5,\"maxTokens\":300}", entry.path("modelParameters").toString());
    assertEquals("system", entry.path("messages").path(0).path("role").asText());
    assertEquals(
        "Summarize the given text, beginning with \"Summary -\":\n<text>\n{{input}}\n</text>\n",
        content(draft, 1));
    assertEquals(
        "{\"input\":{\"type\":\"string\",\"required\":true}}", entry.path("inputs").toString());
    assertEquals(
        "[{\"type\":\"starts-with\",\"value\":\"Summary -\"},{\"type\":\"similar\",\"value\":"
            + "\"Summary - A fox jumped over a lazy, unresponsive dog.\"}]",
        draft.cases().path(0).path("assert").toString());
    assertTrue(draft.cases().path(0).path("inputs").path("input").asText().startsWith("The quick"));
    assertEquals(List.of(), notes(draft));
  }

  @Test
  void aPromptYmlWithAJsonSchemaGetsAnOutputSchema() throws ImportFailure {
    Draft draft = Sources.readOne(ImportFormat.PROMPT_YML, "animals.prompt.yml");
    JsonNode schema = draft.entry().path("outputSchema");
    assertEquals("[\"name\",\"diet\"]", schema.path("required").toString());
    assertEquals("Answer in JSON such as {\"name\":{\"common\":\"dog\"}}.", content(draft, 0));
    assertEquals(
        List.of("5: 'strict' of the schema: validation here is always by the schema itself"),
        notes(draft));
  }

  @Test
  void whatAPromptYmlHasAndWeHaveNotIsListedByLine() throws ImportFailure {
    Draft draft = Sources.readOne(ImportFormat.PROMPT_YML, "odd.prompt.yml");
    assertEquals("odd", draft.title());
    assertEquals(
        "First line.\nThank them.\nWrite as JSON: { {\"answer\": 1}}\nFor {{customer_name}} of"
            + " {{company}}.\n",
        content(draft, 1));
    List<String> notes = notes(draft);
    has(notes, "6: the role 'developer' is 'system' here");
    has(notes, "8: a message of the role 'tool', which has no counterpart");
    has(notes, "13: {{#if premium}} (control flow) is left out");
    has(notes, "13: {{/if}} (control flow) is left out");
    has(notes, "14: '{{' that begins no variable is written '{ {'");
    has(notes, "15: the variable 'customer name' is the input 'customer_name'");
    has(notes, "4: the field 'team' is not known here");
    has(notes, "16: evaluators without test data");
    has(notes, "17: the evaluator 'judge' (a model as judge)");
    assertEquals(9, notes.size(), notes.toString());
    assertEquals(
        "Import: line 13: {{#if premium}} (control flow) is left out",
        draft.entry().path("knownIssues").path(1).asText());
  }

  @Test
  void theFirstPromptyVersionIsRead() throws ImportFailure {
    Draft draft = Sources.readOne(ImportFormat.PROMPTY, "basic.prompty");
    JsonNode entry = draft.entry();
    assertEquals("gpt-35-turbo", entry.path("model").asText());
    assertEquals(
        "{\"maxTokens\":3000,\"temperature\":0.2,\"stopSequences\":[\"END\"]}",
        entry.path("modelParameters").toString());
    assertEquals("[\"support-bot\",\"production\"]", entry.path("labels").toString());
    assertEquals("{{question}}", content(draft, 1));
    assertTrue(content(draft, 0).startsWith("You are an AI assistant"), content(draft, 0));
    assertTrue(content(draft, 0).contains("# Customer\nYou are helping {{firstName}} to"));
    assertEquals("Jane", draft.cases().path(0).path("inputs").path("firstName").asText());
    List<String> notes = notes(draft);
    has(notes, "27: {% for item in documentation %} (control flow) is left out");
    has(notes, "28: the variable 'item.content' is the input 'item_content'");
    has(notes, "29: {% endfor %} (control flow) is left out");
    has(
        notes,
        "31: the filter in {{question | upper}} is left out: pass the value as it is to appear");
    has(notes, "9: 'model.configuration': calls are the application's matter");
    has(notes, "4: 'authors': the owner and the versions here are the registry's");
    has(notes, "7: the model is a reference: ${env:AZURE_OPENAI_DEPLOYMENT:gpt-35-turbo}");
  }

  @Test
  void theSecondPromptyVersionIsRead() throws ImportFailure {
    Draft draft = Sources.readOne(ImportFormat.PROMPTY, "weather.prompty");
    JsonNode entry = draft.entry();
    assertEquals("openai/gpt-4o", entry.path("model").asText());
    assertEquals(
        "{\"temperature\":0,\"maxTokens\":500,\"logprobs\":true}",
        entry.path("modelParameters").toString());
    assertEquals(
        "{\"text\":{\"type\":\"string\",\"required\":true,\"description\":\"What somebody wrote\"},"
            + "\"days\":{\"type\":\"integer\",\"required\":true,\"description\":\"For example: 3\"},"
            + "\"history\":{\"type\":\"string\",\"required\":false}}",
        entry.path("inputs").toString());
    assertEquals(
        "{\"type\":\"object\",\"properties\":{\"temperature\":{\"type\":\"number\",\"description\":"
            + "\"In degrees\"},\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}},"
            + "\"required\":[\"temperature\"]}",
        entry.path("outputSchema").toString());
    assertEquals("You extract weather data.", content(draft, 0));
    assertEquals("{{text}} for {{days}} days\n\nuser: is a role", content(draft, 1));
    assertEquals("assistant", entry.path("messages").path(2).path("role").asText());
    List<String> notes = notes(draft);
    has(notes, "20: the default of the input 'days': inputs have no defaults");
    has(notes, "23: the kind 'thread' of the input 'history': it is a text");
    has(notes, "38: the template comment {# never shown #} is left out");
    has(notes, "37: white space control in {{- text -}} has no effect");
  }

  @Test
  void aDotpromptIsRead() throws ImportFailure {
    Draft draft = Sources.readOne(ImportFormat.DOTPROMPT, "article.prompt");
    JsonNode entry = draft.entry();
    assertEquals("article", draft.title());
    assertEquals("googleai/gemini-2.5-flash", entry.path("model").asText());
    assertEquals("integer", entry.path("inputs").path("words").path("type").asText());
    assertEquals(false, entry.path("inputs").path("words").path("required").asBoolean());
    assertEquals(true, entry.path("inputs").path("topic").path("required").asBoolean());
    assertEquals(
        "For example: friendly", entry.path("inputs").path("tone").path("description").asText());
    JsonNode schema = entry.path("outputSchema");
    assertEquals("[\"title\",\"body\",\"sections\"]", schema.path("required").toString());
    assertEquals(
        "{\"enum\":[\"GLAD\",\"SAD\",null],\"description\":\"how it feels\"}",
        schema.path("properties").path("mood").toString());
    assertEquals(
        "string", schema.at("/properties/sections/items/properties/heading/type").asText());
    assertEquals("You are a writer.\n\nWrite about {{words}} words.", content(draft, 0));
    assertEquals("Write about {{topic}} in a {{tone}} tone, as of .", content(draft, 1));
    assertEquals("Sure, {\"ok\": {{words}}}", content(draft, 2));
    assertEquals("assistant", entry.path("messages").path(2).path("role").asText());
    List<String> notes = notes(draft);
    has(notes, "9: 'tools': an entry has no tools");
    has(notes, "28: the template comment {{!-- a comment of two lines --}} is left out");
    has(notes, "32: {{#if words}} (control flow) is left out");
    has(notes, "37: {{@state.date}} (a context variable) is left out");
    has(notes, "38: {{>footer}} (a partial) is left out");
    has(notes, "39: {{history}} (the conversation so far) is left out");
    has(notes, "14: the structure of the input 'sources': it is a text");
  }

  @Test
  void ofALangfusePromptTheProductionVersionIsTaken() throws ImportFailure {
    List<Draft> drafts = Sources.read(ImportFormat.LANGFUSE, "prompts.json");
    assertEquals(3, drafts.size());
    Draft critic = drafts.getFirst();
    assertEquals("As a {{criticLevel}} movie critic, do you like {{movie}}?", content(critic, 0));
    assertEquals("gpt-4o", critic.entry().path("model").asText());
    assertEquals("{\"temperature\":0.5}", critic.entry().path("modelParameters").toString());
    assertEquals("[\"movies\"]", critic.entry().path("labels").toString());
    has(notes(critic), "0: versions 1, 4: version 3, labelled production, is imported");
    has(notes(critic), "0: the configuration 'supported_languages'");
    has(notes(critic), "0: other pages: this is page 1 of 2 of the list");
    Draft agent = drafts.get(1);
    assertEquals("support/agent", agent.title());
    assertEquals(2, agent.entry().path("messages").size());
    assertEquals("[\"answer\"]", agent.entry().at("/outputSchema/required").toString());
    has(notes(agent), "0: message 2, the placeholder 'chat_history'");
    assertTrue(drafts.get(2).problems().getFirst().what().contains("without the prompt"));
  }

  @Test
  void aTableOfActsAndPromptsIsRead() throws ImportFailure {
    List<Draft> drafts = Sources.read(ImportFormat.CSV, "act-prompt.csv");
    assertEquals(
        List.of(
            "job-interviewer", "code-review-assistant", "code-review-assistant-2", "kahve-uzmani"),
        PromptIds.of(drafts));
    Draft interviewer = drafts.getFirst();
    assertEquals("act-prompt.csv:2", interviewer.source());
    assertEquals("act-prompt.csv:5", drafts.get(1).source());
    assertEquals(
        "I want you to act as an interviewer for the {{Position}} position. Ask me one question at"
            + " a time.\n\nMy first sentence is \"Hi\"",
        content(interviewer, 0));
    assertEquals(
        "For example: Software Developer",
        interviewer.entry().at("/inputs/Position/description").asText());
    assertEquals("Review this code: {{code_here}}", content(drafts.get(1), 0));
    assertEquals(
        "Review {{language}} code as {{mother_language}} speakers do.", content(drafts.get(2), 0));
    has(notes(interviewer), "2: the column 'for_devs'");
  }

  @Test
  void aTableMayHaveSemicolonsOwnersAndBrokenRows() throws ImportFailure {
    SourceFile lines = Sources.file("owned.csv");
    SourceFile windows = new SourceFile(lines.name(), lines.content().replace("\n", "\r\n"));
    List<Draft> drafts = ImportFormat.CSV.importer().read(windows);
    assertEquals(3, drafts.size());
    assertEquals("greet", drafts.getFirst().id().orElseThrow());
    assertEquals("omar@example.com", drafts.getFirst().entry().path("owner").asText());
    assertEquals(1, drafts.get(1).problems().size());
  }

  @Test
  void aTextIsOneMessageAndShellVariablesStay() throws ImportFailure {
    Draft draft =
        ImportFormat.TEXT
            .importer()
            .read(
                new SourceFile(
                    "notes/Release notes.md",
                    "\uFEFF# Release notes\r\n\r\nFor {{version}} in ${HOME}\r\n"))
            .getFirst();
    assertEquals("Release notes", draft.title());
    assertEquals("Release notes", draft.entry().path("purpose").asText());
    assertEquals("# Release notes\n\nFor {{version}} in ${HOME}", content(draft, 0));
  }

  @Test
  void whatCannotBeReadSaysWhere() {
    record Bad(ImportFormat format, String text, int line, String says) {}
    for (Bad bad :
        List.of(
            new Bad(ImportFormat.PROMPT_YML, "messages:\n  - &a x\n  - *a\n", 2, "Anchors"),
            new Bad(ImportFormat.PROMPT_YML, "- a\n", 1, "not a mapping"),
            new Bad(ImportFormat.PROMPT_YML, "name: x\n", 0, "no list 'messages'"),
            new Bad(ImportFormat.PROMPTY, "---\nname: x\nno end", 1, "not closed"),
            new Bad(ImportFormat.PROMPTY, "---\nname: a\nname: b\n---\nx", 3, "twice"),
            new Bad(ImportFormat.DOTPROMPT, "\n---\nmodel: [\n---\nx", 3, "not valid YAML"),
            new Bad(ImportFormat.LANGFUSE, "{\"name\":\n oops}", 2, "not valid JSON"),
            new Bad(ImportFormat.LANGFUSE, "[]", 0, "no prompts"),
            new Bad(ImportFormat.LANGFUSE, "{\"a\": 1}", 0, "no 'name'"),
            new Bad(ImportFormat.CSV, "a,b\n1,2\n", 1, "must name the columns"),
            new Bad(ImportFormat.CSV, "title,text,prompt\n", 1, "mean the same"),
            new Bad(ImportFormat.CSV, "title,text\nx,\"open\n", 2, "RFC 4180"),
            new Bad(ImportFormat.TEXT, "  \n", 0, "no text"))) {
      ImportFailure failure =
          assertThrows(
              ImportFailure.class,
              () -> bad.format().importer().read(new SourceFile("bad", bad.text())),
              bad.toString());
      assertEquals(bad.line(), failure.line(), bad + ": " + failure.what());
      assertTrue(failure.what().contains(bad.says()), failure.what());
    }
  }

  @Test
  void aTableOfTooManyRowsSaysSo() {
    String rows = "title,text\n" + "a,b\n".repeat(2_001);
    ImportFailure failure =
        assertThrows(
            ImportFailure.class,
            () -> ImportFormat.CSV.importer().read(new SourceFile("big.csv", rows)));
    assertTrue(failure.what().contains("More than 2000 rows"), failure.what());
  }
}
