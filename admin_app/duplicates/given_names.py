"""Given names that stand for each other: short forms, and the same name in four languages.

One line a name, its usual full form first; names with few others
share a line. A short form may belong to several («Саша», Alex).
Kept as text because it is data; the skeletons of `letters` make one entry of all spellings.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from admin_app.duplicates.letters import skeleton
from models.normalize import fold

MEN = """
александр олександр aleksander alexander саша саня шура сашко сашка олесь лесь alex sandy
  олекса ксандр alec aleks olek
алексей олексій алёша леша лёха леха олекса олёша лёша aleksy alexey alexei aleksej альоша
анатолий анатолій толя толик толян anatol
андрей андрій андрюша дрон андрійко andrzej andrew andy drew jędrek andriy
антон антоша тоша антін antoni anthony tony toni antek antonio
аркадий аркадій аркаша
артем артём тёма артемий артемій artemy тема
арсений арсеній сеня арсен
богдан бодя данко bogdan bohdan
борис боря борька boris borys
вадим вадик вадім wadim
валентин валик валя walenty valentine
валерий валерій валера валик walery valery
василий василь вася васёк васько wasyl basil bazyli vasyl
вениамин веня benjamin ben benny beniamin
виктор віктор витя витёк вітя wiktor victor vic
виталий віталій виталик виталя вітя віталік witalij vitaly
владимир володимир вова володя вовчик вовка włodzimierz vladimir volodya włodek
владислав влад владик слава władysław wladek vladislav
вячеслав в'ячеслав слава славик wiaczesław viacheslav
всеволод сева
геннадий геннадій гена генна hennadiy
георгий георгій жора гоша гога george jerzy
герман гера herman | глеб гліб hleb
григорий григорій гриша грицько гриць grzegorz gregory greg
даниил данило данил даня данила daniel dan danny данііл
денис дэн деня denis dennis denys ден
дмитрий дмитро дима митя димон дмитрик dmitry dymitr дімa діма
евгений євген женя євгеній жека eugeniusz eugene gene yevhen
егор єгор гоша igor2 егорка
иван іван ваня ванька івась иванко ivan iwan
игорь ігор гарик игорёк igor ihor
илья ілля илюша ілько illia elijah eliasz
кирилл кирило кир kirill cyryl cyril
константин костянтин костя костик konstanty constantine kostas
лев лёва леон лева leon leo leonid2 lew
леонид леонід лёня льоня лень леня leonid
максим макс максимко maksym max maksymilian maxim maximilian
марк marek mark marcus марко маркус
матвей матвій мотя mateusz matthew matt mathew
михаил михайло миша мишка міша михась michał michael mike mick mikhail mykhailo mihail mykhaylo
назар назарій
никита микита нік ник mykyta
николай микола коля миколка mikołaj nicholas nick nicolas mykola nikola
олег олежка олег oleh oleg олежик
остап остапчик
павел павло паша павлик paweł paul pasha pavlo pawel
петр петро петя петрусь piotr peter pete piotrek pawel2
роман рома ромка roman ромчик
ростислав ростик rostyslav | руслан русик рус ruslan | святослав слава свят
семен семён сёма сеня szymon simon семко
сергей сергій серёга серега сережа серёжа сергійко serge serhii siergiej serhiy
станислав стас станіслав stanisław stanislav staszek stan
степан стёпа степа стьопа stefan stephen steven steve szczepan stephan stephen
тарас тарасик taras
тимофей тимофій тима тим timothy tim tymoteusz
тимур тима timur
федор фёдор федя федір teodor theodore ted fedir fyodor
филипп пилип филя filip philip phil philippe
эдуард едуард эдик едик edward ed eddie ted ned edvard edek
юрий юрій юра юрко jurij yuri юрась
яков яків яша jakub jacob jake kuba james2
ярослав ярик слава ярко jarosław jarek yaroslav
рафаил rafał raphael rafal
jan john johnny jack jonathan2 janek jaś jasiek jon johnathan
krzysztof christopher chris krzysiek krzyś kris christoph
tomasz thomas tom tommy tomek фома хома
wojciech wojtek adalbert
marcin martin marty мартин мартын
maciej matthias maciek maćko mathias
kazimierz kazik kazimir | zbigniew zbyszek zbych | jacek hyacinth jacenty
józef joseph joe joey иосиф йосип józek юзеф josef осип
ryszard richard rick dick rich ricky rysiek ричард
henryk henry harry hank heniek генрих
karol charles charlie chuck karl carl карл karolek
ludwik louis lewis lou людвиг
łukasz luke lucas lukas лука
grzegorz2 grzesiek grzegorz grześ
bartłomiej bartosz bartek bartholomew bart
dariusz darek darius | mariusz mariuszek | radosław radek | przemysław przemek przemo
sławomir sławek | mirosław mirek мирослав | leszek lech | tadeusz tadek thaddeus
waldemar waldek | wiesław wiesiek | zdzisław zdzichu zdzisiek
robert rob bob bobby bert robbie роберт роб
william will bill billy liam willy wilhelm
james jim jimmy jamie
david dave dawid давид davey
edmund ed mundek | frederick fred freddy fryderyk | samuel sam sammy самуил | ronald ron ronnie
donald don donny | kenneth ken kenny | lawrence larry lars | raymond ray | gerald gerry jerry
jeffrey jeff geoffrey geoff | patrick pat paddy patryk | nathaniel nathan nate nat
vincent vince vinnie wincenty | walter walt wally | zachary zach zack | joshua josh
andrei андрэй | ринат ренат | рустам рустем | ильдар ільдар
albert al bert альберт bertie
alan allan allen al
francis frank franciszek frankie franek
gabriel gabe | harold harry hal | leonard len lenny | oliver ollie | peter2 pete
philip2 phil pip | stuart stewart stu | terence terry terrence | adam адам adaś
артур arthur artur art artie
захар | марат | ильнур | айрат | азат | ринат | артур2 | рашид | тагир | булат | нурлан | арман
ербол | бекзат | санжар | давлат | фарход | шамиль | магомед | рамзан | заур | эльдар | эмиль
гурам | вахтанг | армен | ашот | гагик | карен | савелий сава | прохор | макар | родион родя
всеслав | мирон | елисей | лука | демид | платон | орест | зиновий зіновій | мирослав2
ігнат игнат | панас опанас афанасий | гордій гордей | устим | любомир | зенон | северин seweryn
dominik dominic | hubert | igor3 | oskar oscar | szczepan2 | witold | zygmunt sigmund | bogusław
czesław | marian | roman2 | sebastian seb | kamil | damian damien | kacper casper | filip2
norbert | brian bryan | kevin | keith | mark2 | paul2 | scott | jason | justin | ryan
eric erik | gary | larry2 | roger | bruce | wayne | graham | trevor | nigel | simon2 | neil
ian2 iain | craig | sean shaun | dylan | logan | noah | owen
"""

WOMEN = """
александра олександра aleksandra alexandra саша шура леся сашуня ola sandra alex sasha олеся alexa
алина аліна alina аля | алла аллочка ала
алена альона олена2 aliona алёна
анастасия анастасія настя ася настуся настена anastazja stacy anastasia стася
анна ганна аня анюта нюра ганя анка ania hanna ann anne annie anya галя2 hania annа нюся anka ana
антонина антоніна тоня antonina
валентина валя валюша walentyna valentina
валерия валерія лера валера валерка waleria valerie lera
варвара варя barbara barb basia babs
вера віра верочка wiera vera
вероника вероніка ника weronika veronica ronnie ніка
виктория вікторія вика віка wiktoria victoria vicky тори vika tori
галина галя галинка halina galina
дарья дарина дарія даша дарка daria darya dasha
диана діана дина diana diane
евгения євгенія женя eugenia zhenya
екатерина катерина катя катюша катруся katarzyna catherine katherine kate kathy kasia kitty
  катрин cathy katie katya kathryn kateryna kat
елена олена лена лєна оленка helena elena lena helen alyona леночка lenka ellen
елизавета єлизавета лиза ліза elżbieta elizabeth liz beth lisa betty ela eliza lizzie bess ельжбета
жанна жанночка żaneta joanna2 jeanne
зинаида зінаїда зина зіна | зоя зойка zofia2 | инна інна інночка inna
ирина ірина ира іра ириша irena irene iryna аріна
карина каріна karina
кристина христина христя krystyna christina tina chris christine krysia kristina
ксения ксенія оксана ксюша ксеня oksana xenia ксана
лариса лара ларочка larysa larissa
лидия лідія лида ліда lidia lydia
лилия лілія лиля ліля lilia lily lilian
любовь любов люба любаша lubow
людмила люда мила люся ludmiła ludmila lyudmila
маргарита рита марго małgorzata margaret maggie peggy gosia meg greta rita margarita marge
марина маринка марися marina maryna
мария марія маша маруся маня марійка maria mary marie molly masha mariia marysia mania maryja
марта марточка marta martha
надежда надія надя надійка nadzieja nadia hope nadezhda
наталья наталія наташа ната наталка natalia natalie natasha natalya талка nata nataliya
нина ніна ninа nina
ольга оля олечка olga olha олюня helga
полина поліна поля paulina pauline polina
раиса раїса рая raisa
светлана світлана света світланка swietłana svetlana лана
снежана сніжана | соломия соломія соля
софия софія соня софа zofia sophia sonia sophie zosia sofia sofiya sonya софья
татьяна тетяна таня танюша tatiana tania tetiana tanya tatyana
ульяна уляна уля juliana
юлия юлія юля юлька julia julie juliet yulia
яна янка yana jana joanna3
ярослава яся ярка jarosława | agnieszka agnes aga агнешка | beata beatka
bożena bozhena bożenka | danuta danka danusia
dorota dorothy dorotka dot dottie
ewa eva eve ewka ева єва
grażyna grażynka | iwona yvonne
izabela isabel iza isabella bella
jadwiga jadzia hedwig ядвига | janina janka
joanna joan jo asia joasia jane jenny2 жоанна
jolanta jola iolanta | justyna justine justysia
magdalena magda madeline magdalene madeleine maddie
monika monica моника | renata renia | stanisława stasia
teresa theresa terry tess тереза
urszula ula ursula | wanda wandzia
zuzanna susan sue susie suzanne susanna zuza suzy
jennifer jen jenny jenni | jessica jess jessie
patricia pat patty trish patrycja tricia
rebecca becky becca rebekah | deborah debbie deb debra | samantha sam sammy | amanda mandy
abigail abby gail | victoria2 vicki | nancy nan | sarah sally sara sadie | judith judy jude
pamela pam | kimberly kim kimberley
caroline carol carrie karolina carolina karola
charlotte lottie charlie szarlotta
emily em emilia emma2 millie эмилия
eleanor ellie nora nell leonora
gertrude trudy gertie | jacqueline jackie | melissa mel missy | michelle shelly michele
virginia ginny
angela angie ангелина ангеліна angelina
lucy lucia łucja lucille | лина ліна lina | айгуль | гульнара | динара | алсу | эльвира | зарина
лейла | мадина | камила camilla kamila | сабина sabina | гузель | рушана | амина | залина | ануш
тамара toma тома tamara | нелли неля nelly | эмма emma | роза rose | римма | клавдия клава
пелагея | василиса | милана | есения | злата | мирослава | стефания стефанія stefania stephanie
эльза elsa | берта | богдана bohdana | зоряна | роксолана | лариса2 | ярина | мирослава2
віолетта виолетта violetta wioletta | marzena | halina | bogumiła | iga | karen2 | nancy2
laura | rachel | linda | sharon | ruth | donna | heather | olivia | grace | julie2 | denise
tracy | wendy | hannah | megan | lauren | chloe | zoe | amy | joyce | doris | irene2
"""


def _table() -> tuple[dict[str, frozenset[int]], dict[str, str]]:
    groups: dict[str, set[int]] = {}
    main: dict[str, str] = {}
    for number, line in enumerate(_lines()):
        sounds = [skeleton(_bare(name)) for name in line.split()]
        main.setdefault(sounds[0], sounds[0])
        for sound in sounds:
            groups.setdefault(sound, set()).add(number)
            main.setdefault(sound, sounds[0])
    return {sound: frozenset(found) for sound, found in groups.items()}, main


def _lines() -> list[str]:
    return _joined(MEN) + _joined(WOMEN)


def _joined(text: str) -> list[str]:
    """The names, one a text; a line that begins with a space goes on with the last."""
    lines = text.replace("\n  ", " ").replace(" | ", "\n").splitlines()
    return [line for line in lines if line]


def _bare(name: str) -> str:
    return fold(name.rstrip("23"))


_GROUPS, _MAIN = _table()
_NAMES = [name for name in _GROUPS if len(name) > 3]
_NONE: frozenset[int] = frozenset()
_MEN_COUNT = len(_joined(MEN))


def groups_of(sounds: str) -> frozenset[int]:
    """The names that a given name, as a skeleton, may stand for; empty for an unknown one."""
    return _GROUPS.get(sounds, _NONE)


@lru_cache(maxsize=65536)
def groups_near(sounds: str) -> frozenset[int]:
    """The names that one in no group may stand for with a slip: «Траасик», «Bsia»."""
    found = extract(sounds, _NAMES, scorer=OSA.distance, score_cutoff=1, limit=8)
    return _NONE.union(*(_GROUPS[name] for name, _apart, _place in found))


def full_form(sounds: str) -> str:
    """One full form that all spellings and short forms of a given name lead to."""
    return _MAIN.get(sounds, sounds)


@lru_cache(maxsize=16384)
def sex_of(sounds: str) -> str:
    """Say "m" or "f" where the given name says it, else ""."""
    found = {"m" if group < _MEN_COUNT else "f" for group in groups_of(sounds)}
    return found.pop() if len(found) == 1 else ""
