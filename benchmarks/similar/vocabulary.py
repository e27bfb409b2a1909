"""Names, streets, companies and alphabets that the generator of contacts draws from."""

from __future__ import annotations


def _pairs(text: str) -> dict[str, list[str]]:
    lines = (line.split(":") for line in text.strip().splitlines())
    return {name.strip(): short.split() for name, short in lines}


def _words(text: str) -> list[str]:
    return text.split()


MEN = {
    "ru": _pairs("""Александр: Саша Саня Шура
Дмитрий: Дима Митя
Сергей: Серёжа Серёга
Андрей: Андрюша
Алексей: Алёша Лёша
Михаил: Миша
Евгений: Женя
Владимир: Вова Володя
Иван: Ваня
Николай: Коля
Павел: Паша
Константин: Костя
Юрий: Юра
Олег:
Игорь: Игорёк
Роман: Рома
Артём: Тёма
Максим: Макс
Виктор: Витя
Василий: Вася
Пётр: Петя
Григорий: Гриша
Фёдор: Федя
Станислав: Стас
Вячеслав: Слава
Илья: Илюша
Денис:
Антон: Антоша
Валерий: Валера
Геннадий: Гена
Эдуард: Эдик
Кирилл:
Семён: Сёма
Тимур:
Глеб:
Марат:
Руслан:
Арсений: Сеня
Матвей:
Захар:"""),
    "uk": _pairs("""Олександр: Сашко Саша
Андрій: Андрійко
Сергій: Сергійко
Михайло: Мишко Міша
Іван: Івась
Тарас: Тарасик
Богдан: Бодя
Юрій: Юрко Юра
Петро: Петрусь
Володимир: Вова Володя
Дмитро: Діма
Олексій: Льоша
Микола: Коля
Василь: Васько
Остап:
Роман: Ромко
Ярослав: Ярик
Віталій: Віталік
Назар:
Степан:
Григорій: Гриша
Анатолій: Толя
Євген: Женя
Павло: Паша
Максим: Макс"""),
    "pl": _pairs("""Jan: Janek
Piotr: Piotrek
Krzysztof: Krzysiek
Andrzej: Jędrek
Tomasz: Tomek
Paweł:
Michał:
Marcin:
Jakub: Kuba
Łukasz:
Grzegorz: Grzesiek
Stanisław: Staszek
Józef: Józek
Wojciech: Wojtek
Mateusz:
Zbigniew: Zbyszek
Ryszard: Rysiek
Kazimierz: Kazik
Bartłomiej: Bartek
Jerzy: Jurek
Rafał:
Sławomir: Sławek
Przemysław: Przemek
Maciej: Maciek
Henryk: Heniek"""),
    "en": _pairs("""James: Jim Jimmy
Robert: Bob Rob
John: Jack Johnny
Michael: Mike
William: Bill Will
David: Dave
Richard: Dick Rick
Thomas: Tom
Charles: Charlie
Christopher: Chris
Daniel: Dan
Matthew: Matt
Anthony: Tony
Steven: Steve
Andrew: Andy
Joshua: Josh
Kenneth: Ken
Edward: Ed Ted
Gregory: Greg
Benjamin: Ben
Samuel: Sam
Patrick: Pat
Brian:
Kevin:
George:"""),
}
WOMEN = {
    "ru": _pairs("""Елена: Лена
Ольга: Оля
Наталья: Наташа
Татьяна: Таня
Ирина: Ира
Анна: Аня
Екатерина: Катя
Светлана: Света
Мария: Маша
Юлия: Юля
Анастасия: Настя
Людмила: Люда
Галина: Галя
Надежда: Надя
Любовь: Люба
Валентина: Валя
Оксана: Ксюша
Дарья: Даша
Ксения: Ксюша
Марина:
Виктория: Вика
Алёна:
Вера:
Евгения: Женя
Полина: Поля
Софья: Соня
Маргарита: Рита
Лариса: Лара
Нина:
Карина:
Диана:
Жанна:
Инна:
Раиса: Рая"""),
    "uk": _pairs("""Олена: Оленка Лєна
Оксана:
Наталія: Наталка
Ірина: Іра
Тетяна: Таня
Марія: Марійка
Ганна: Аня
Катерина: Катя
Юлія: Юля
Соломія: Соля
Христина: Христя
Леся:
Галина: Галя
Світлана: Світла
Вікторія: Віка
Надія: Надійка
Любов: Люба
Софія: Софійка
Дарина: Даринка
Зоряна:
Уляна: Уля
Людмила: Люда"""),
    "pl": _pairs("""Anna: Ania
Maria: Marysia
Katarzyna: Kasia
Małgorzata: Gosia
Agnieszka: Aga
Barbara: Basia
Ewa:
Elżbieta: Ela
Krystyna: Krysia
Magdalena: Magda
Joanna: Asia
Aleksandra: Ola
Zofia: Zosia
Monika:
Teresa:
Danuta: Danka
Natalia:
Karolina:
Żaneta:
Dorota:
Beata:
Jolanta: Jola"""),
    "en": _pairs("""Mary: Molly
Patricia: Pat Trish
Jennifer: Jen Jenny
Elizabeth: Liz Beth
Susan: Sue
Jessica: Jess
Margaret: Maggie Peggy
Sarah: Sally
Karen:
Nancy:
Katherine: Kate Kathy
Deborah: Debbie
Rebecca: Becky
Samantha: Sam
Victoria: Vicky
Amanda: Mandy
Christine: Chris
Julie:
Laura:
Emily:
Rachel:
Helen:"""),
}
LAST = {
    "ru": _words("""
Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов
Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров
Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов
Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин Виноградов Ковалёв Белов
Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов Богданов Осипов
Сидоров Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников Денисов Гаврилов Тихонов
Казаков Афанасьев Данилов Савельев Тимофеев Фомин Чернов Абрамов Мартынов Ефимов Федотов Щербаков
Назаров Калинин Исаев Чернышёв Быков Маслов Родионов Коновалов Лазарев Воронин Климов Филатов
Пономарёв Голубев Кудрявцев Прохоров Наумов Потапов Журавлёв Овчинников Трофимов Леонов Соболев
Ермаков Колесников Гончаров Емельянов Никифоров Грачёв Котов Гришин Ефремов Архипов Громов Кириллов
Малышев Панов Моисеев Румянцев Акимов Кондратьев Бирюков Горбунов Анисимов Еремин Тихомиров Галкин
Лукьянов Михеев Скворцов Юдин Белоусов Нестеров Симонов Прокофьев Харитонов Князев Цветков Левин
Митрофанов Воронов Аксёнов Софронов Мальцев Логинов Горшков Савин Краснов Майоров Демидов Елисеев
Рыбаков Сафонов Плотников Демин Хохлов Фадеев Молчанов Игнатов Литвинов Ершов Ушаков Дементьев Рябов
Мухин Калашников Леонтьев Лобанов Кузин Корнеев Евдокимов Бородин Платонов Некрасов Балашов Бобров
Жданов Блинов Игнатьев Коротков Муравьёв Крюков Беляков Богомолов Дроздов Лавров Зуев Петухов Ларин
Никулин Серов Терентьев Зотов Устинов Фокин Самойлов Константинов Сахаров Шишкин Самсонов Черкасов
Чистяков Носов Спиридонов Карасёв Авдеев Воронцов Зверев Владимиров Селезнёв Нечаев Кудряшов Седов
Фирсов Андрианов Панфилов Головин Терехов Ульянов Шестаков Агеев Никонов Селиванов Баженов Гордеев
Кожевников Пахомов Зимин Костин Широков Филимонов Ларионов Овсянников Сазонов Суворов Нефёдов
Корнилов Любимов Львов Горбачёв Копылов Лукин Токарев Кулешов Шилов Большаков Панкратов Родин
Шаповалов Покровский Бочаров Никольский Маркин Горелов Агафонов Березин Ермолаев Зубков Куприянов
Трифонов Масленников Круглов Третьяков Колосов Рожков Артамонов Шмелёв Лаптев Лапшин Федосеев
Зиновьев Зорин Уткин Столяров Зубов Ткачёв Дорофеев Антипов Завьялов Свиридов Золотарёв Кулаков
Мещеряков Макеев Дьяконов Гуляев Петровский Бондарев Поздняков Панин Кочетков Ковальский"""),
    "uk": _words("""
Мельник Шевченко Бойко Коваленко Бондаренко Ткаченко Ковальчук Кравченко Олійник Шевчук
Коваль Поліщук Бондар Ткачук Мороз Марченко Лисенко Руденко Савченко Петренко Кравчук Клименко
Павленко Савчук Кузьменко Левченко Пономаренко Гаврилюк Мазур Панченко Гончаренко Хоменко Іщенко
Юрченко Романенко Сидоренко Мартинюк Кушнір Василенко Захарченко Костенко Приходько Карпенко Швець
Литвиненко Харченко Попович Дяченко Яценко Гуменюк Козак Білоус Гончар Назаренко Романюк Федоренко
Кириченко Міщенко Щербак Зінченко Тимошенко Кравець Власенко Пилипенко Тарасенко Вовк Остапчук
Чорний Ярошенко Гриценко Яковенко Дорошенко Демченко Процюк Стеценко Дем'яненко Лук'яненко Жук
Семенюк Стадник Прокопенко Іваненко Вишневський Галицький Заболотний Кучеренко Ющенко Близнюк
Паламарчук Гайдук Сорока Гнатюк Качур Бабенко Хмельницький Рибак Чумак"""),
    "pl": _words("""
Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak
Dąbrowski Kozłowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski
Grabowski
Zając Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień
Malinowski Jaworski Adamczyk Dudek Nowicki Pawlak Górski Witkowski Walczak Sikora Baran Rutkowski
Michalak Szewczyk Ostrowski Tomaszewski Pietrzak Zalewski Wróblewski Marciniak Jasiński Zawadzki Bąk
Jakubowski Sadowski Duda Włodarczyk Wilk Chmielewski Borkowski Sokołowski Szczepański Sawicki
Kucharski
Lis Maciejewski Kubiak Kalinowski Mazurek Wysocki Kołodziej Kaźmierczak Czarnecki Sobczak Głowacki
Urban Zakrzewski Krajewski Wasilewski Gajewski Laskowski Szulc Ziółkowski Makowski Przybylski
Domański Brzeziński Andrzejewski Baranowski Cieślak Błaszczyk Kaczmarczyk Szczepaniak Czerwiński
Mróz Gołębiowski"""),
    "en": _words("""
Smith Johnson Williams Brown Jones Garcia Miller Davis Wilson Anderson Taylor Thomas Moore
Jackson Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott
Hill Green Adams Nelson Baker Hall Campbell Mitchell Carter Roberts Phillips Evans Turner Parker
Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper Peterson Reed Bailey Bell
Howard Ward
Watson Brooks Gray Hughes Price Myers Long Foster Sanders Ross Powell Sullivan Russell Fisher
Henderson
Coleman Simmons Patterson Jordan Reynolds Hamilton Graham Wallace Woods Cole West Owens Burns
Harrison
Marshall Gibson McDonald O'Brien Kennedy Hawkins Whitaker Pemberton Ashworth Blackwood
Fairbanks"""),
}
STREETS = {
    "ru": _words("""
Ленина Мира Советская Садовая Гагарина Молодёжная Центральная Школьная Набережная Лесная
Пушкина Кирова Победы Строителей Новая Заводская Горького Чехова Толстого Полевая"""),
    "uk": _words("""
Шевченка Франка Хрещатик Грушевського Соборна Незалежності Бандери Миру Садова Лесі
Київська Львівська Зелена Городоцька Стрийська Перемоги Сагайдачного Мазепи"""),
    "pl": _words("""
Marszałkowska Długa Krótka Polna Leśna Słoneczna Szkolna Ogrodowa Lipowa Kościuszki
Mickiewicza Sienkiewicza Piłsudskiego Kwiatowa Zielona Wiejska"""),
    "en": _words("""
High Station Main Park Church London Victoria Green Manor Kings Queens Mill Albert York
Chester Grove"""),
}
CITIES = {
    "ru": _words("Москва Казань Самара Омск Пермь Тула Воронеж Саратов Екатеринбург"),
    "uk": _words("Київ Львів Одеса Харків Дніпро Полтава Чернівці Тернопіль Рівне"),
    "pl": _words("Warszawa Kraków Łódź Wrocław Poznań Gdańsk Lublin Katowice"),
    "en": _words("London Leeds Bristol Oxford Derby Reading Norwich York"),
}
STREET_FORMS = {
    "ru": ("ул. {s}, д. {n}, кв. {f}, {c}", "{c}, {s} {n}-{f}", "улица {s} {n}, кв {f}, г. {c}"),
    "uk": ("вул. {s}, буд. {n}, кв. {f}, {c}", "{c}, {s} {n}/{f}", "вулиця {s} {n}, м. {c}"),
    "pl": ("ul. {s} {n}/{f}, {c}", "{c}, {s} {n} m. {f}", "{s} {n}/{f} {c}"),
    "en": ("Flat {f}, {n} {s} Street, {c}", "{n} {s} St, Apt {f}, {c}", "{n} {s} Street, {c}"),
}
FIRM_WORDS = {
    "ru": _words("""
Вектор Ромашка Альфа Сервис Строй Техно Гранит Меркурий Восток Прогресс Заря Квант Лидер
Монолит Титан Орион Сатурн Горизонт Эталон Фаворит"""),
    "uk": _words("""
Обрій Світанок Каштан Дніпро Карпати Зірка Промінь Мрія Барвінок Калина Хутір Січ Говерла
Поділля Волинь"""),
    "pl": _words("""
Wisła Orzeł Bałtyk Polmet Tatry Dąb Jantar Budmax Mazovia Kormoran Gryf Bursztyn Szafir
Zefir"""),
    "en": _words("""
Northwind Summit Bluebird Riverside Crown Atlas Beacon Harbour Falcon Oakwood Sterling
Pioneer Meridian"""),
}
FIRM_FORMS = {
    "ru": ("ООО «{}»", "{}", 'ООО "{}"', "{}, ООО", "ЗАО {}"),
    "uk": ("ТОВ «{}»", "{}", "ТОВ {}", "ПП {}"),
    "pl": ("{} Sp. z o.o.", "{}", "{} sp. z o. o.", "{} S.A."),
    "en": ("{} Ltd", "{}", "{} Limited", "{} LLC"),
}
_RU = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _words(
    "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia"
), strict=True))  # fmt: skip
_UK = dict(zip("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", _words(
    "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia"
), strict=True))  # fmt: skip
SCHEMES = {
    "ru": (
        _RU,
        _RU | {"й": "y", "ю": "yu", "я": "ya", "ё": "yo", "х": "h", "ц": "c"},
        _RU | {"ж": "ż", "ш": "sz", "щ": "szcz", "ч": "cz", "в": "w", "й": "j", "ю": "ju",
               "я": "ja", "х": "ch", "ц": "c", "ё": "jo"},
        _RU | {"й": "j", "ю": "ju", "я": "ja", "ж": "ž", "ш": "š", "ч": "č", "х": "h", "ц": "c"},
        _RU | {"й": "y", "ю": "yu", "я": "ya", "щ": "sch", "ё": "e", "ъ": "-"},
    ),
    "uk": (
        _UK,
        _UK | {"й": "y", "ю": "yu", "я": "ya", "є": "ye", "ї": "yi", "г": "g", "и": "i"},
        _UK | {"ж": "ż", "ш": "sz", "щ": "szcz", "ч": "cz", "в": "w", "й": "j", "ю": "ju",
               "я": "ja", "є": "je", "ї": "ji", "х": "ch", "ц": "c"},
    ),
}  # fmt: skip
TO_CYRILLIC = (
    ("szcz", "щ"), ("sz", "ш"), ("cz", "ч"), ("rz", "ж"), ("ch", "х"), ("dż", "дж"), ("ja", "я"),
    ("ju", "ю"), ("je", "е"), ("ia", "я"), ("ie", "е"), ("io", "ё"), ("iu", "ю"), ("ą", "он"),
    ("ę", "ен"), ("ó", "у"), ("ł", "л"), ("l", "л"), ("ż", "ж"), ("ź", "з"), ("ś", "с"), ("ć", "ц"),
    ("ń", "н"), ("w", "в"), ("y", "ы"), ("j", "й"), ("h", "х"), ("c", "ц"), ("a", "а"), ("b", "б"),
    ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("i", "и"), ("k", "к"), ("m", "м"), ("n", "н"),
    ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("z", "з"),
)  # fmt: skip
LOOK_ALIKE = dict(zip("асеорхуАСЕНКМОРТХВ", "aceopxyACEHKMOPTXB", strict=True))
