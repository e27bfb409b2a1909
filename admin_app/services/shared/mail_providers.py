"""Public mail providers: domains under which strangers have mailboxes."""

_LISTED = """
gmail.com googlemail.com outlook.com outlook.pl hotmail.com hotmail.co.uk live.com live.ru
msn.com windowslive.com yahoo.com yahoo.co.uk yahoo.pl ymail.com rocketmail.com aol.com
icloud.com me.com mac.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.io
tutamail.com fastmail.com fastmail.fm zoho.com zohomail.eu gmx.com gmx.de gmx.net gmx.at
web.de mail.com email.com usa.com hushmail.com mailbox.org posteo.de yandex.com
t-online.de freenet.de orange.fr free.fr laposte.net wanadoo.fr libero.it virgilio.it
seznam.cz centrum.cz email.cz azet.sk centrum.sk abv.bg mail.bg inbox.lv inbox.lt one.lt
qq.com 163.com 126.com comcast.net verizon.net att.net sbcglobal.net btinternet.com sky.com

mail.ru bk.ru list.ru inbox.ru internet.ru xmail.ru yandex.ru ya.ru yandex.by yandex.kz
yandex.ua narod.ru rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru r0.ru vk.com
pochta.ru qip.ru fromru.com front.ru hotbox.ru hotmail.ru land.ru mail15.com mail333.com
nightmail.ru nm.ru pisem.net pochtamt.ru pop3.ru rbcmail.ru smtp.ru 5ballov.ru aeterna.ru
ziza.ru memori.ru photofile.ru km.ru mail.com.ru e1.ru ngs.ru sibmail.com tut.by mail.by

ukr.net i.ua ua.fm email.ua meta.ua bigmir.net online.ua mail.ua ukrpost.ua 3g.ua
mail.online.ua 0day.ua

wp.pl o2.pl onet.pl onet.eu onet.com.pl op.pl vp.pl poczta.onet.pl autograf.pl buziaczek.pl
interia.pl interia.eu interia.com intmail.pl poczta.fm pacz.to adresik.net akcja.pl czateria.pl
gazeta.pl tlen.pl go2.pl prokonto.pl spoko.pl poczta.pl neostrada.pl
"""

PUBLIC_PROVIDERS = frozenset(_LISTED.split())
"""Domains that cannot belong to one company (H11)."""
