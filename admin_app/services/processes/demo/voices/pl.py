"""Polish companies and names."""

from admin_app.services.processes.demo.voices.voice import (
    Form,
    Voice,
    cities,
    forms,
    lines,
    surname_by_ending,
    teams,
    words,
)

POLISH = Voice(
    language="pl",
    weight=0.2,
    zones=("Europe/Warsaw",),
    male=words(
        """Jan Andrzej Piotr Krzysztof Stanisław Tomasz Paweł Józef Marcin Michał Łukasz Grzegorz
        Adam Jakub Kamil Mateusz Rafał Robert Sławomir Dariusz Wojciech Zbigniew Jerzy Maciej
        Bartosz Szymon Filip Hubert Igor Oskar Radosław Przemysław Mariusz Arkadiusz"""
    ),
    female=words(
        """Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Zofia Elżbieta Joanna Żaneta
        Grażyna Magdalena Monika Aleksandra Karolina Natalia Justyna Beata Dorota Iwona Renata
        Danuta Halina Jadwiga Marta Paulina Sylwia Weronika Wiktoria Julia Hanna Kinga Łucja"""
    ),
    surnames=words(
        """Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański
        Woźniak Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski
        Nowakowski Pawłowski Michalski Adamczyk Dudek Zając Wieczorek Jabłoński Król Majewski
        Olszewski Źrebiec Stępień Malinowski Jaworski Wróbel Górski Rutkowski Sikora Walczak Baran
        Szewczyk Ostrowski Tomaszewski Pietrzak Zalewski Duda Wróblewski Jasiński Marciniak Bąk
        Zawadzki Sadowski Jakubowski Wilk Chmielewski Borkowski Włodarczyk Sokołowski Szczepański
        Sawicki Kucharski Lis Maciejewski Kubiak Kalinowski Mazurek Wysocki Kaźmierczak Sobczak
        Andrzejewski Głowacki Zakrzewski Sikorski Krajewski Gajewski Szymczak Laskowski Ziółkowski
        Makowski Czarnecki Brzeziński Baranowski Przybylski Gołębiowski Kołodziej Urbański"""
    ),
    feminine=surname_by_ending({"ski": "ska", "cki": "cka", "dzki": "dzka"}),
    short_names={
        "Jan": "Janek",
        "Krzysztof": "Krzysiek",
        "Tomasz": "Tomek",
        "Michał": "Misiek",
        "Katarzyna": "Kasia",
        "Małgorzata": "Gosia",
        "Agnieszka": "Aga",
        "Barbara": "Basia",
        "Joanna": "Asia",
        "Elżbieta": "Ela",
        "Magdalena": "Magda",
        "Aleksandra": "Ola",
    },
    teams=teams(
        """
        Księgowość: Główny księgowy|Główna księgowa, Księgowy|Księgowa, Analityk finansowy
        IT: Administrator systemów, Programista|Programistka, Kierownik działu IT, Inżynier sieci
        Sprzedaż: Przedstawiciel handlowy, Kierownik sprzedaży|Kierowniczka sprzedaży
        Magazyn: Magazynier|Magazynierka, Kierownik magazynu, Logistyk
        Zarząd: Dyrektor|Dyrektorka, Asystent zarządu|Asystentka zarządu, Sekretarz|Sekretarka
        Dział prawny: Prawnik|Prawniczka, Radca prawny
        Kadry: Specjalista ds. kadr|Specjalistka ds. kadr
        Produkcja: Inżynier, Główny inżynier, Technolog, Mistrz zmiany
        Zakupy: Specjalista ds. zakupów|Specjalistka ds. zakupów, Kierownik zakupów
        """
    ),
    stems=words(
        """Zefir Wisła Tatry Orzeł Bałtyk Słońce Merkury Żuraw Dąb Bursztyn Kormoran Sokół Mazury
        Pomorze Wawel Lech Bocian Jantar Krokus Jaskółka Granit Kuźnia Młyn Latarnia Kotwica
        Fregata Horyzont Świt Zorza Gwiazda Błękit Szafran Lawenda Rycerz Hetman Husarz Kopernik
        Odra Warta Bieszczady Karkonosze Podlasie Roztocze Sudety Beskid Turkus Szmaragd Grom
        Piorun Wektor Impuls Sfera Spektrum Kontur Optima"""
    ),
    trades=lines(
        """
        Serwis
        Bud
        Handel
        Logistyka
        Projekt
        Plus
        Konsulting
        Trans
        Instal
        Prodex
        Soft
        Media
        Grupa
        Meble
        Farm
        Auto
        Telekom
        Agro
        """
    ),
    forms=forms(
        """
        {} Sp. z o.o.; {} Spółka z ograniczoną odpowiedzialnością
        {} Sp. z o.o.; {} Spółka z ograniczoną odpowiedzialnością
        {} sp. z o.o.; {} Spółka z ograniczoną odpowiedzialnością
        {} S.A.; {} Spółka Akcyjna
        {} Sp. j.; {} Spółka jawna
        """
    ),
    sole_trader=Form("PHU {}", "Przedsiębiorstwo Handlowo-Usługowe {}"),
    cities=cities(
        """
        Warszawa; mazowieckie; +4822#######; 0#-###
        Kraków; małopolskie; +4812#######; 3#-###
        Wrocław; dolnośląskie; +4871#######; 5#-###
        Poznań; wielkopolskie; +4861#######; 6#-###
        Gdańsk; pomorskie; +4858#######; 80-###
        Łódź; łódzkie; +4842#######; 9#-###
        Katowice; śląskie; +4832#######; 40-###
        Lublin; lubelskie; +4881#######; 20-###
        Szczecin; zachodniopomorskie; +4891#######; 7#-###
        Białystok; podlaskie; +4885#######; 15-###
        """
    ),
    streets=words(
        """Polna Leśna Słoneczna Krótka Szkolna Ogrodowa Lipowa Łąkowa Brzozowa Kwiatowa Kościelna
        Sosnowa Zielona Parkowa Akacjowa Kolejowa Mickiewicza Sienkiewicza Kopernika"""
    ),
    address="ul. {street} {house}/{flat}, {postcode} {city}",
    mobiles=tuple(
        f"+48{code}######"
        for code in words(
            """501 502 503 504 505 506 507 508 509 510 511 512 513 514 515 516 517 530 531 533 534
            535 600 601 602 603 604 605 606 607 608 609 660 661 662 663 664 665 667 668 691 692 693
            694 695 696 697 698 721 722 723 724 725 726 730 731 732 733 780 781 782 783 784 785 786
            787 788 790 791 792 793 794 795 796 797 798 880 881 882 883 884 885 886 887 888"""
        )
    ),
    notes=lines(
        """
        Dzwonić po 14:00.
        Woli pisać, rzadko odbiera telefon.
        Zatwierdza faktury; kopię wiadomości wysyłać do księgowości.
        Prosi o dokumenty na papierze.
        Odbiera sprzęt w magazynie.
        """
    ),
    desks=lines(
        """
        Sekretariat
        Monitoring serwerów
        Portiernia
        Terminal w magazynie
        Wspólna skrzynka działu
        """
    ),
)
