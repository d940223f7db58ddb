// The head of a record: its name, the facts that matter, badges that say why, and what can be done now.
import { DeleteOutlined, EditOutlined, LeftOutlined, MoreOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Dropdown, Popover } from "antd";
import type { MenuProps } from "antd";
import { Link } from "react-router";
import { fieldOf, propertyOf } from "@/api/catalogue";
import type { ActionDef, EntityDef, FieldDef, RecordData } from "@/api/types";
import { isEmpty } from "@/fields/define";
import { shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";
import { Icon } from "@/ui/icons";

/** `abc_class` is explained by `abc_reason`: a badge and the field that says why share their stem. */
export function reasonField(entity: EntityDef, field: FieldDef): FieldDef | undefined {
  const stem = /^(.+)_class$/.exec(field.name)?.[1] ?? field.name;
  return fieldOf(entity, `${stem}_reason`) ?? fieldOf(entity, `${field.name}_reason`);
}

function Value({ entity, field, record }: { entity: EntityDef; field: FieldDef; record: RecordData }) {
  const { Display } = shownDefinition(field);
  return <Display field={field} entity={entity} value={record[propertyOf(field)]} record={record} />;
}

function Badge({ entity, field, record }: { entity: EntityDef; field: FieldDef; record: RecordData }) {
  const { label, t } = useWords();
  const reason = reasonField(entity, field);
  const badge = <Value entity={entity} field={field} record={record} />;
  if (!reason || reason === field || isEmpty(record[propertyOf(reason)])) return badge;
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
  onDelete?: () => void;
  onStep: (step: 1 | -1) => void;
  note?: string;
}

export function RecordHead(props: RecordHeadProps) {
  const { entity, record } = props;
  const { t, label } = useWords();
  const fields = (entity.views?.head ?? []).flatMap((name) => fieldOf(entity, name) ?? []).filter((field) => !isEmpty(record[propertyOf(field)]));
  const badges = fields.filter(isBadge);
  const facts = fields.filter((field) => !badges.includes(field));
  const titleField = fieldOf(entity, entity.title);
  return (
    <header className="tw-record-head">
      <div className="tw-record-top">
        <span className="tw-record-icon"><Icon name={entity.icon} /></span>
        <div className="tw-record-name">
          <Link className="tw-crumb" to={`/${entity.set}`}>{label(entity.label_plural ?? entity.label)}</Link>
          <h1>
            <span>{titleField && !isEmpty(record[propertyOf(titleField)]) ? <TitleText entity={entity} field={titleField} record={record} /> : t("record.unnamed")}</span>
            {badges.map((field) => <Badge key={field.name} entity={entity} field={field} record={record} />)}
          </h1>
        </div>
        <span className="tw-spring" />
        <HeadButtons {...props} />
      </div>
      <dl className="tw-head-facts">
        {facts.map((field) => (
          <div key={field.name}><dt>{label(field.label)}</dt><dd><Value entity={entity} field={field} record={record} /></dd></div>
        ))}
      </dl>
      {props.note && <p className="tw-head-note">{props.note}</p>}
    </header>
  );
}

function TitleText({ entity, field, record }: { entity: EntityDef; field: FieldDef; record: RecordData }) {
  const { Display } = shownDefinition(field);
  return <Display field={field} entity={entity} value={record[propertyOf(field)]} record={record} dense />;
}

function HeadButtons({ actions, running, onAction, onEdit, onDelete, onStep }: RecordHeadProps) {
  const { t, label } = useWords();
  const ordered = [...actions].sort((a, b) => Number(b.primary ?? false) - Number(a.primary ?? false));
  const [shown, hidden] = [ordered.slice(0, 2), ordered.slice(2)];
  const items: MenuProps["items"] = [
    ...(onEdit ? [{ key: "@edit", label: t("edit"), icon: <EditOutlined aria-hidden />, onClick: onEdit }] : []),
    ...hidden.map((action) => ({ key: action.name, label: label(action.label), onClick: () => onAction(action) })),
    ...(onDelete ? [{ key: "@delete", label: t("delete"), danger: true, icon: <DeleteOutlined aria-hidden />, onClick: onDelete }] : []),
  ];
  return (
    <div className="tw-head-buttons">
      <Button className="tw-wide-only" type="text" icon={<LeftOutlined aria-hidden />} aria-label={t("record.previous")} title={t("record.previous")} onClick={() => onStep(-1)} />
      <Button className="tw-wide-only" type="text" icon={<RightOutlined aria-hidden />} aria-label={t("record.next")} title={t("record.next")} onClick={() => onStep(1)} />
      {shown.map((action, index) => (
        <Button key={action.name} type={index === 0 && action.primary ? "primary" : "default"} loading={running === action.name} onClick={() => onAction(action)}>
          {label(action.label)}
        </Button>
      ))}
      {items.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ items }} placement="bottomRight">
          <Button type="text" icon={<MoreOutlined aria-hidden />} aria-label={t("record.more")} />
        </Dropdown>
      )}
    </div>
  );
}
