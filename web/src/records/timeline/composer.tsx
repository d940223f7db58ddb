// A follow-up in one line: what was said, how, done. Where it goes is told by the catalogue (Catalogue.noteRelation).
import { SendOutlined } from "@ant-design/icons";
import { App, Button, Input, Select } from "antd";
import type { InputRef } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { fieldOf, propertyOf, useCatalogue } from "@/api/catalogue";
import type { EntityDef, RecordData, RelationDef } from "@/api/types";
import { useShortcut } from "@/app/shortcuts";
import { useWords } from "@/i18n";
import { messageOf } from "@/ui/states";
import { createRecord } from "../record/store";

export function focusComposer(): void {
  const line = document.querySelector<HTMLInputElement>(".tw-composer input:not([role])");
  line?.scrollIntoView({ block: "center" });
  line?.focus();
}

export function Composer({ entity, record }: { entity: EntityDef; record: RecordData }) {
  const place = useCatalogue().noteRelation(entity);
  return place ? <NoteLine key={place.target.name} relation={place.relation} target={place.target} record={record} /> : null;
}

/** A long note does not fit the title: its beginning goes there, the whole into the first long text. */
function noteBody(target: EntityDef, text: string): RecordData {
  const limit = fieldOf(target, target.title)?.max_length ?? 200;
  const long = target.fields.find((field) => field.type === "longtext" && !field.read_only);
  if (Array.from(text).length <= limit || !long) return { [target.title]: text };
  return { [target.title]: `${Array.from(text).slice(0, limit - 1).join("")}…`, [long.name]: text };
}

function NoteLine({ relation, target, record }: { relation: RelationDef; target: EntityDef; record: RecordData }) {
  const { t, label } = useWords();
  const client = useQueryClient();
  const { message } = App.useApp();
  const input = useRef<InputRef>(null);
  const kind = fieldOf(target, "kind");
  const [kindCode, setKindCode] = useState<string | undefined>(() => (kind?.default as string | undefined) ?? kind?.options?.[0]?.code);
  const [text, setText] = useState("");
  const [sending, setSending] = useState(false);
  useShortcut("n", () => input.current?.focus());
  const send = async () => {
    if (!text.trim() || sending) return;
    setSending(true);
    try {
      const via = fieldOf(target, relation.via);
      await createRecord(client, target, {
        ...noteBody(target, text.trim()),
        happened_at: new Date().toISOString(),
        ...(via && { [propertyOf(via)]: via.type === "refs" ? [String(record.id)] : String(record.id) }),
        ...(kind && kindCode && { kind: kindCode }),
      });
      setText("");
    } catch (error) {
      void message.error(messageOf(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <form className="tw-composer" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      {kind?.options && (
        <Select
          variant="borderless" value={kindCode} popupMatchSelectWidth={false} aria-label={label(kind.label)} onChange={setKindCode}
          options={kind.options.map((option) => ({ value: option.code, label: label(option.label) }))}
        />
      )}
      <Input
        ref={input} variant="borderless" value={text} placeholder={t("timeline.compose")} aria-label={t("timeline.compose")}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="text" htmlType="submit" loading={sending} disabled={!text.trim()} icon={<SendOutlined aria-hidden />} aria-label={t("timeline.send")} />
    </form>
  );
}
