"""Every page's address."""

from django.urls import include, path

from trato.entrypoints.console.views import (
    acts,
    campaigns,
    conversations,
    dashboard,
    errors,
    media,
    messages,
    monitoring,
    notices,
    preferences,
    reception,
    rulebook,
    set_aside,
)

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("diario/", dashboard.journal, name="journal"),
    path("conta/", include("allauth.account.urls")),
    path("conta/2fa/", include("allauth.mfa.urls")),
    path("organizacao/", preferences.choose_organisation, name="choose_organisation"),
    path("idioma/", preferences.language, name="language"),
    path("tema/", preferences.theme, name="theme"),
    path("campanhas/", campaigns.index, name="campaigns"),
    path("campanhas/nova/", campaigns.new, name="new_campaign"),
    path("campanhas/<uuid:campaign_id>/", campaigns.show, name="campaign"),
    path("campanhas/<uuid:campaign_id>/andamento/", campaigns.progress, name="campaign_progress"),
    path("campanhas/<uuid:campaign_id>/aprovar/", campaigns.approve, name="approve_campaign"),
    path("campanhas/<uuid:campaign_id>/<str:act>/", campaigns.act, name="campaign_act"),
    path("conversas/", conversations.index, name="conversations"),
    path("conversas/<uuid:conversation_id>/", conversations.show, name="conversation"),
    path("conversas/<uuid:conversation_id>/fio/", conversations.thread, name="thread"),
    path("conversas/<uuid:conversation_id>/responder/", conversations.reply, name="reply"),
    path("conversas/<uuid:conversation_id>/prever/", conversations.preview, name="preview"),
    path("conversas/<uuid:conversation_id>/assumir/", conversations.take_over, name="take_over"),
    path("conversas/<uuid:conversation_id>/devolver/", conversations.give_back, name="give_back"),
    path("conversas/lista/", conversations.rows, name="conversation_rows"),
    path("conversas/<uuid:conversation_id>/transferir/", acts.pass_on, name="transfer"),
    path("conversas/<uuid:conversation_id>/adiar/", acts.put_off, name="snooze"),
    path("conversas/<uuid:conversation_id>/encerrar/", acts.end, name="resolve"),
    path("conversas/<uuid:conversation_id>/anotar/", acts.note, name="note"),
    path("conversas/<uuid:conversation_id>/olhar/", acts.looking, name="looking"),
    path("conversas/<uuid:conversation_id>/anexo/<uuid:inbound_id>/", media.show, name="media"),
    path("disponivel/", acts.availability, name="availability"),
    path("piso/", acts.floor, name="floor"),
    path("atendimento/", reception.index, name="reception"),
    path("atendimento/horario/", reception.hours, name="keep_hours"),
    path("atendimento/fila/", reception.queue, name="keep_queue"),
    path("atendimento/atendente/", reception.seat, name="keep_seat"),
    path("respostas/", acts.replies, name="quick_replies"),
    path("respostas/guardar/", acts.keep_reply, name="keep_quick_reply"),
    path("mensagens/<uuid:message_id>/", messages.why, name="message"),
    path("pendencias/", set_aside.index, name="set_aside"),
    path("pendencias/<str:kind>/<uuid:item_id>/tentar/", set_aside.retry, name="retry_set_aside"),
    path(
        "pendencias/<str:kind>/<uuid:item_id>/encerrar/",
        set_aside.dismiss,
        name="dismiss_set_aside",
    ),
    path("alertas/", monitoring.index, name="alerts"),
    path("alertas/contagem/", monitoring.count, name="alert_count"),
    path("alertas/<uuid:alert_id>/triar/", monitoring.triage, name="triage_alert"),
    path("lexicos/", monitoring.index_of_lexicons, name="lexicons"),
    path("lexicos/<str:word_class>/", monitoring.lexicon, name="lexicon"),
    path("avisos/", notices.index, name="notices"),
    path("avisos/novo/", notices.add, name="add_notice_recipient"),
    path("avisos/<uuid:recipient_id>/tirar/", notices.remove, name="remove_notice_recipient"),
    path("regras/", rulebook.index, name="rules"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
