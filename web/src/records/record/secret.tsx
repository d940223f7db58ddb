// A secret that the server tells this once: a new password, a new API key.
import { Alert, Typography } from "antd";
import type { ModalStaticFunctions } from "antd/es/modal/confirm";

import type { Words } from "@/i18n";

export function showSecret(modal: Pick<ModalStaticFunctions, "success">, title: string, secret: string, t: Words["t"]) {
  modal.success({
    title,
    width: 520,
    okText: t("secret.kept"),
    content: (
      <>
        <Typography.Paragraph code copyable={{ text: secret, tooltips: [t("secret.copy"), t("secret.copied")] }}
          style={{ fontSize: 16, overflowWrap: "anywhere", margin: "12px 0" }}>{secret}</Typography.Paragraph>
        <Alert type="warning" showIcon message={t("secret.once")} />
      </>
    ),
  });
}
