// The head of a record: its name, the facts that matter, badges that say why, and what can be done now.
import { DeleteOutlined, EditOutlined, LeftOutlined, MessageOutlined, MoreOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Dropdown, Popover } from "antd";
import type { MenuProps } from "antd";
import { Link } from "react-router";
import { fieldOf, valueOf } from "@/api/catalogue";
import type { ActionDef, EntityDef, FieldDef, RecordData } from "@/api/types";
import { useMe } from "@/app/session";
import { isEmpty } from "@/fields/define";
import { shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";
import type { LastContact } from "@/records/timeline/use_timeline";
import { dayOf, formatDateTime, formatDaysAway } from "@/ui/format";
import { Icon } from "@/ui/icons";

/** `abc_class` is explained by `abc_reason`: a badge and the field that says why share their stem. */
export function reasonField(entity: EntityDef, field: FieldDef): FieldDef | undefined {
  const stem = /^(.+)_class$/.exec(field.name)?.[1] ?? field.name;
  return fieldOf(entity, `${stem}_reason`) ?? fieldOf(entity, `${field.name}_reason`);
}

function Value({ entity, field, record }: { entity: EntityDef; field: FieldDef; record: RecordData }) {
  const { Display } = shownDefinition(field);
  return <Display field={field} entity={entity} value={valueOf(record, field)} record={record} />;
}

function Badge({ entity, field, record }: { entity: EntityDef; field: FieldDef; record: RecordData }) {
  const { label, t } = useWords();
  const reason = reasonField(entity, field);
  const badge = <Value entity={entity} field={field} record={record} />;
  if (!reason || reason === field || isEmpty(valueOf(record, reason))) return badge;
  return (
    <Popover trigger={["hover", "focus", "click"]} placement="bottomLeft" title={label(reason.label)} content={<div className="tw-reason"><Value entity={entity} field={reason} record={record} /></div>}>
      <button type="button" className="tw-badge-button">{badge}<span className="tw-hidden">{t("record.why")}</span></button>
    </Popover>
  );
}

const isBadge = (field: FieldDef) => field.type === "state" || (field.type === "choice" && field.options?.some((option) => option.tone));

export interface RecordHeadProps {
  entity: EntityDef;
  record: RecordData;
  actions: ActionDef[];
  running: string | undefined;
  onAction: (action: ActionDef) => void;
  onEdit?: () => void;
  /** To the line where a follow-up is written. */
  onNote?: () => void;
  onDelete?: () => void;
  onStep: (step: 1 | -1) => void;
  lastContact?: LastContact;
}

/** Who it was and how long ago: beside the field that keeps the moment, or alone where no field does. */
function ContactNote({ contact, withDate }: { contact: LastContact; withDate: boolean }) {
  const { t, language } = useWords();
  const { time_zone: zone, today = dayOf(new Date().toISOString(), zone) } = useMe();
  const words = t(withDate ? "record.last_contact" : "record.contact_by", { name: contact.by, ago: formatDaysAway(dayOf(contact.at, zone), today, language) });
  return <span className="tw-contact-note" title={formatDateTime(contact.at, zone)}>{words}</span>;
}

/** Values that need no word beside them where room is short. */
const plainTypes = ["country", "choice", "state", "ref", "text", "money", "currency"];

/** Dates have no time; a rollup may hold either. */
const isInstant = (value: unknown) => typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value);

export function RecordHead(props: RecordHeadProps) {
  const { entity, record } = props;
  const { t, label } = useWords();
  const fields = (entity.views?.head ?? []).flatMap((name) => fieldOf(entity, name) ?? []).filter((field) => !isEmpty(valueOf(record, field)));
  const badges = fields.filter(isBadge);
  const facts = fields.filter((field) => !badges.includes(field));
  const titleField = fieldOf(entity, entity.title);
  const contactField = facts.find((field) => props.lastContact && Date.parse(String(record[field.name])) === Date.parse(props.lastContact.at));
  // Told once: not again below the facts when one of them already names this contact or a later one.
  const isTold = facts.some((field) => props.lastContact && isInstant(record[field.name]) && Date.parse(String(record[field.name])) >= Date.parse(props.lastContact.at));
  return (
    <header className="tw-record-head">
      <div className="tw-record-top">
        <span className="tw-record-icon"><Icon name={entity.icon} /></span>
        <div className="tw-record-name">
          <Link className="tw-crumb" to={`/${entity.set}`}>{label(entity.label_plural ?? entity.label)}</Link>
          <h1>
            <span>{titleField && !isEmpty(valueOf(record, titleField)) ? <TitleText entity={entity} field={titleField} record={record} /> : t("record.unnamed")}</span>
            {badges.map((field) => <Badge key={field.name} entity={entity} field={field} record={record} />)}
          </h1>
        </div>
        <HeadButtons {...props} />
      </div>
      <dl className="tw-head-facts">
        {facts.map((field) => (
          <div key={field.name} className={plainTypes.includes(field.type) ? "tw-plain-fact" : undefined}>
            <dt>{label(field.label)}</dt>
            <dd>
              {field === contactField && props.lastContact
                ? <ContactNote contact={props.lastContact} withDate={false} />
                : <Value entity={entity} field={field} record={record} />}
            </dd>
          </div>
        ))}
      </dl>
      {props.lastContact && !isTold && <p className="tw-head-note"><ContactNote contact={props.lastContact} withDate /></p>}
    </header>
  );
}

function TitleText({ entity, field, record }: { entity: EntityDef; field: FieldDef; record: RecordData }) {
  const { Display } = shownDefinition(field);
  return <Display field={field} entity={entity} value={valueOf(record, field)} record={record} dense />;
}

function HeadButtons({ actions, running, onAction, onEdit, onNote, onDelete, onStep }: RecordHeadProps) {
  const { t, label } = useWords();
  const ordered = [...actions].sort((a, b) => Number(b.primary ?? false) - Number(a.primary ?? false));
  const first = ordered[0]?.primary ? ordered[0] : undefined;
  const [shown, hidden] = first ? [[first], ordered.slice(1)] : [[], ordered];
  const items: MenuProps["items"] = [
    ...hidden.map((action) => ({ key: action.name, label: label(action.label), onClick: () => onAction(action) })),
    ...(onDelete ? [{ key: "@delete", label: t("delete"), danger: true, icon: <DeleteOutlined aria-hidden />, onClick: onDelete }] : []),
  ];
  // One filled button: the step the record waits for, else the note that keeps a customer, else the edit.
  const filled = first ? "action" : onNote ? "note" : "edit";
  return (
    <div className="tw-head-buttons">
      <Button className="tw-wide-only" type="text" icon={<LeftOutlined aria-hidden />} aria-label={t("record.previous")} title={t("record.previous")} onClick={() => onStep(-1)} />
      <Button className="tw-wide-only" type="text" icon={<RightOutlined aria-hidden />} aria-label={t("record.next")} title={t("record.next")} onClick={() => onStep(1)} />
      {onEdit && <Button type={filled === "edit" ? "primary" : "default"} icon={<EditOutlined aria-hidden />} aria-label={t("edit")} title={`${t("edit")} (E)`} onClick={onEdit}>{t("edit")}</Button>}
      {onNote && <Button type={filled === "note" ? "primary" : "default"} icon={<MessageOutlined aria-hidden />} aria-label={t("keys.note")} title={`${t("keys.note")} (N)`} onClick={onNote}>{t("keys.note")}</Button>}
      {shown.map((action) => (
        <Button key={action.name} type="primary" loading={running === action.name} onClick={() => onAction(action)}>{label(action.label)}</Button>
      ))}
      {items.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ items }} placement="bottomRight">
          <Button type="text" icon={<MoreOutlined aria-hidden />} aria-label={t("record.more")} />
        </Dropdown>
      )}
    </div>
  );
}
